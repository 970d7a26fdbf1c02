import type { Clock, Database } from '@atlas/shared/ports';
import { recordAudit } from '../audit/index.ts';
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
  const at = clock();
  const secretHash = hashClientSecret(secret);
  await database.transaction(async (tx) => {
    const isNew = await upsertClient(tx, { clientId, name, secretHash, audiences, scopes, createdAt: at });
    if (isNew === undefined) return;
    const action = isNew ? 'client.created' : 'client.changed';
    await recordAudit(tx, {
      action,
      actor: 'configuration',
      subject: clientId,
      at,
      data: { name, audiences, scopes },
    });
  });
};
