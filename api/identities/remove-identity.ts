import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import { deleteIdentity, selectIdentities } from '../accounts/index.ts';
import { type EventLog, lockAccount } from '../event-log/index.ts';
import type { RequestContext } from '../http/index.ts';
import { isJustMerged } from '../merges/index.ts';
import type { EndOtherSessions } from '../sessions/index.ts';

export type RemoveIdentity = (input: {
  accountId: string;
  identityId: string;
  context: RequestContext;
}) => Promise<void>;

type Deps = { database: Database; clock: Clock; eventLog: EventLog; endOtherSessions: EndOtherSessions };

/**
 * A messenger signs in to this account no more, and the sessions that were opened by it end, in this app alone. Whoever opens the app there
 * again begins anew.
 * @throws AtlasError `identity_not_found`, `last_identity`; `merge_recent` while a merge may still be objected to
 */
export const createRemoveIdentity =
  ({ database, clock, eventLog, endOtherSessions }: Deps): RemoveIdentity =>
  async ({ accountId, identityId, context }) => {
    await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      if (await isJustMerged(tx, [accountId], clock())) throw new AtlasError('merge_recent');
      const removed = await deleteIdentity(tx, { accountId, identityId });
      if (!removed) {
        const isThere = (await selectIdentities(tx, accountId)).some(({ id }) => id === identityId);
        throw new AtlasError(isThere ? 'last_identity' : 'identity_not_found');
      }
      const data = { identityId, ...removed, reason: 'removed' as const };
      await eventLog.append(tx, accountId, [{ type: 'identity.removed.v1', data }], context);
      const cameBy = { identityId, messenger: removed.messenger };
      await endOtherSessions(tx, { accountId, cameBy, reason: 'identity_removed', context });
    });
    eventLog.wake();
  };
