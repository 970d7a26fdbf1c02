export { createOpenApiDocument } from './document.ts';
export { openApiRouter } from './routes.ts';
