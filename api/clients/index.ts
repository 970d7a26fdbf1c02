export type { Client, NewClient } from './client.ts';
export { isClientSecret } from './client-secret.ts';
export { type CreatedClient, createClient } from './create-client.ts';
export { ensureClient } from './ensure-client.ts';
export { findClient } from './queries.ts';
