import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import { recordAudit } from '../audit/index.ts';
import { ClientKeys } from './client.ts';
import { generateClientSecret, hashClientSecret } from './client-secret.ts';
import { replaceCredentials } from './queries.ts';

/** Long enough to roll every process of a service over. */
const defaultGraceSeconds = 24 * 3600;

export type RotateClient = (input: {
  clientId: string;
  /** For a client that authenticates by private_key_jwt: its new public keys. */
  jwks?: unknown;
  /** How long the old secret or keys stay good beside the new ones (Default: 24 h). 0 ends them now. */
  graceSeconds?: number;
}) => Promise<{ clientId: string; clientSecret?: string }>;

type Deps = { database: Database; clock: Clock };

/**
 * Gives a client a new secret, or takes its new keys. Tokens that it holds stay good to their end: they do not depend
 * on how it authenticated. A second rotation within the grace period ends what was there before the first.
 *
 * @throws AtlasError `not_found` when no enabled client of that id authenticates this way. ZodError for bad keys.
 */
export const createRotateClient =
  ({ database, clock }: Deps): RotateClient =>
  async ({ clientId, jwks: newKeys, graceSeconds = defaultGraceSeconds }) => {
    const jwks = newKeys === undefined ? null : ClientKeys.parse(newKeys);
    const clientSecret = jwks ? undefined : generateClientSecret();
    const secretHash = clientSecret ? hashClientSecret(clientSecret) : null;
    const at = clock();
    const previousUntil = new Date(at.getTime() + graceSeconds * 1000);
    await database.transaction(async (tx) => {
      if (!(await replaceCredentials(tx, { clientId, secretHash, jwks, previousUntil })))
        throw new AtlasError('not_found');
      const action = jwks ? 'client.keys_replaced' : 'client.secret_rotated';
      await recordAudit(tx, { action, actor: 'operator', subject: clientId, at, data: { graceSeconds } });
    });
    return clientSecret ? { clientId, clientSecret } : { clientId };
  };
