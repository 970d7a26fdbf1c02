import type { Sql } from '@atlas/shared/ports';
import type { IdentityPath } from '@atlas/shared/wire';
import { lockAccount } from '../event-log/index.ts';
import { lockIdentity, selectAccountIdOfIdentity } from './queries.ts';

/**
 * Nobody registers or signs in this identity meanwhile. Before the first write of a transaction: so transaction ids
 * follow the order of an account's events.
 */
export const lockPerson = async (
  tx: Sql,
  { messenger, appScope, subject }: IdentityPath,
): Promise<string | undefined> => {
  const identity = { messenger, appScope, subject };
  await lockIdentity(tx, identity);
  const accountId = await selectAccountIdOfIdentity(tx, identity);
  if (accountId) await lockAccount(tx, accountId);
  return accountId;
};
