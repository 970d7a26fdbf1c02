export type { Client, NewClient, NewKeyClient } from './client.ts';
export { isClientSecret } from './client-secret.ts';
export { type CreatedClient, createClient, createKeyClient } from './create-client.ts';
export { ensureClient } from './ensure-client.ts';
export { createFindClient, type FindClient } from './find-client.ts';
export { claimAssertion } from './queries.ts';
export { createRotateClient, type RotateClient } from './rotate-client.ts';
