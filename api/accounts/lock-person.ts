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
  let accountId = await selectAccountIdOfIdentity(tx, identity);
  for (let locked: string | undefined; accountId && accountId !== locked; ) {
    await lockAccount(tx, accountId);
    locked = accountId;
    // While we waited the identity may have been taken off, or have gone to another account.
    accountId = await selectAccountIdOfIdentity(tx, identity);
  }
  return accountId;
};
