export { type ApiClient, createApiClient } from './api-client.ts';
export { createPersonApis, type PersonApis, type PersonSession } from './person-api.ts';
export { createServiceTokens } from './service-token.ts';
