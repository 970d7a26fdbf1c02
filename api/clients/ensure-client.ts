import type { Clock, Database } from '@atlas/shared/ports';
import { NewClient } from './client.ts';
import { hashClientSecret } from './client-secret.ts';
import { upsertClient } from './queries.ts';

const minSecretLength = 32;

/**
 * Brings one of Atlas's own clients, whose id and secret come from configuration, to the given state.
 * Any number of processes may do so at once; a disabled client stays disabled.
 */
export const ensureClient = async (
  { database, clock }: { database: Database; clock: Clock },
  { clientId, secret, ...client }: NewClient & { clientId: string; secret: string },
): Promise<void> => {
  if (secret.length < minSecretLength)
    throw new RangeError(`the secret of ${clientId} is shorter than ${minSecretLength} characters`);
  const { name, audiences, scopes } = NewClient.parse(client);
  await upsertClient(database, {
    clientId,
    name,
    secretHash: hashClientSecret(secret),
    audiences,
    scopes,
    createdAt: clock(),
  });
};
