export type { Client, NewClient, NewKeyClient } from './client.ts';
export { isClientSecret } from './client-secret.ts';
export { type CreatedClient, createClient, createKeyClient } from './create-client.ts';
export { ensureClient } from './ensure-client.ts';
export { claimAssertion, findClient } from './queries.ts';
export { createRotateClient, type RotateClient } from './rotate-client.ts';
