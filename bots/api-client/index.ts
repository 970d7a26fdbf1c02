export { type ApiClient, createApiClient } from './api-client.ts';
