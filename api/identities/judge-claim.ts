import { AtlasError } from '@atlas/shared/errors';
import type { Sql } from '@atlas/shared/ports';
import type { ConnectionEffect, IdentityPath } from '@atlas/shared/wire';
import { selectIdentities } from '../accounts/index.ts';
import { hasActiveDestination } from '../factors/index.ts';
import { hasHistory } from './history.ts';

/** Who wants to join an account. */
export type Claimant = IdentityPath & {
  /** Whose account the identity opens now; null: nobody's. */
  claimantId: string | null;
  phoneIndex: Buffer | null;
};

/**
 * What it would mean that this identity joins that account.
 * @throws AtlasError `identity_connected` when it has; `messenger_connected` when another of the same app has;
 *   `factor_not_allowed` when its phone number is where the account's codes go: it would be its own second factor.
 */
export const judgeClaim = async (
  sql: Sql,
  accountId: string,
  { claimantId, messenger, appScope, phoneIndex }: Claimant,
): Promise<ConnectionEffect> => {
  if (claimantId === accountId) throw new AtlasError('identity_connected');
  const present = await selectIdentities(sql, accountId);
  if (present.some((identity) => identity.messenger === messenger && identity.appScope === appScope))
    throw new AtlasError('messenger_connected');
  if (phoneIndex && (await hasActiveDestination(sql, { accountId, destinationIndex: phoneIndex })))
    throw new AtlasError('factor_not_allowed');
  if (!claimantId) return 'connect';
  return (await hasHistory(sql, claimantId)) ? 'merge' : 'fold';
};
