export { serviceIdentityRoutes } from './routes.ts';
