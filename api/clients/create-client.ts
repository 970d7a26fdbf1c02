import { randomUUIDv7 } from 'node:crypto';
import type { Clock, Database } from '@atlas/shared/ports';
import { recordAudit } from '../audit/index.ts';
import { NewClient } from './client.ts';
import { generateClientSecret, hashClientSecret } from './client-secret.ts';
import { insertClient } from './queries.ts';

export type CreatedClient = { clientId: string; clientSecret: string };

/**
 * Registers a client under a generated id and secret. The secret is told here and never again.
 *
 * @throws ZodError naming the field that can't be used.
 */
export const createClient =
  ({ database, clock }: { database: Database; clock: Clock }) =>
  async (client: NewClient): Promise<CreatedClient> => {
    const { name, audiences, scopes } = NewClient.parse(client);
    const created = { clientId: randomUUIDv7(), clientSecret: generateClientSecret() };
    const secretHash = hashClientSecret(created.clientSecret);
    const at = clock();
    await database.transaction(async (tx) => {
      await insertClient(tx, {
        clientId: created.clientId,
        name,
        secretHash,
        audiences,
        scopes,
        createdAt: at,
      });
      await recordAudit(tx, {
        action: 'client.created',
        actor: 'operator',
        subject: created.clientId,
        at,
        data: { name, audiences, scopes },
      });
    });
    return created;
  };
