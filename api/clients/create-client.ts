import { randomUUIDv7 } from 'node:crypto';
import type { Clock, Database } from '@atlas/shared/ports';
import { recordAudit } from '../audit/index.ts';
import { NewClient, NewKeyClient } from './client.ts';
import { generateClientSecret, hashClientSecret } from './client-secret.ts';
import { insertClient, type NewRow } from './queries.ts';

export type CreatedClient = { clientId: string; clientSecret: string };

type Deps = { database: Database; clock: Clock };

const insert = ({ database, clock }: Deps, row: Omit<NewRow, 'createdAt'>): Promise<void> =>
  database.transaction(async (tx) => {
    const at = clock();
    const { clientId: subject, name, audiences, scopes, jwks } = row;
    await insertClient(tx, { ...row, createdAt: at });
    const data = { name, audiences, scopes, authenticates: jwks ? 'private_key_jwt' : 'client_secret_basic' };
    await recordAudit(tx, { action: 'client.created', actor: 'operator', subject, at, data });
  });

/**
 * Registers a client under a generated id and secret. The secret is told here and never again.
 *
 * @throws ZodError naming the field that can't be used.
 */
export const createClient =
  (deps: Deps) =>
  async (client: NewClient): Promise<CreatedClient> => {
    const wanted = NewClient.parse(client);
    const created = { clientId: randomUUIDv7(), clientSecret: generateClientSecret() };
    const secretHash = hashClientSecret(created.clientSecret);
    await insert(deps, { ...wanted, clientId: created.clientId, secretHash, jwks: null });
    return created;
  };

/**
 * Registers a client by the public keys it brings; there is no secret.
 *
 * @throws ZodError naming the field that can't be used.
 */
export const createKeyClient =
  (deps: Deps) =>
  async (client: NewKeyClient): Promise<{ clientId: string }> => {
    const wanted = NewKeyClient.parse(client);
    const clientId = randomUUIDv7();
    await insert(deps, { ...wanted, clientId, secretHash: null });
    return { clientId };
  };
