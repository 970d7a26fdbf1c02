import { AtlasError } from '@atlas/shared/errors';
import { type Clock, type Database, isContended, type Sql } from '@atlas/shared/ports';
import type { IdentityPath } from '@atlas/shared/wire';
import { lockPerson } from '../accounts/index.ts';
import type { EventLog } from '../event-log/index.ts';
import { selectActiveFactors } from '../factors/index.ts';
import type { RequestContext } from '../http/index.ts';
import type { EndOtherSessions } from '../sessions/index.ts';
import { hasShopLink } from '../shop-link/index.ts';
import { isSuspended, type Suspicion, suspendIdentity } from './queries.ts';

export type SuspendIdentity = (input: {
  identity: IdentityPath;
  suspicion: Suspicion;
  /** Who the messenger says they are now. */
  successor: string | null;
  context: RequestContext;
}) => Promise<void>;

type Deps = { database: Database; clock: Clock; eventLog: EventLog; endOtherSessions: EndOtherSessions };

/** Without a factor and without the old shop there is nothing a successor could prove themselves by. */
const canProve = async (tx: Sql, accountId: string): Promise<boolean> =>
  (await selectActiveFactors(tx, accountId)).length > 0 || (await hasShopLink(tx, accountId));

/**
 * Takes a messenger's word that an identity may have changed hands: its sessions end at once, it is written to no more,
 * and what it opens from now on is confined to proving who they are. Said again it changes nothing. A successor is
 * noted only where they could prove themselves; else they begin as the stranger they may be.
 *
 * Messengers say it many times at once. Those who come second wait for the first, and a busy database lets nobody wait
 * for longer than a second; by then there is nothing left to do for them, and they see that on their next try.
 * @throws AtlasError `account_not_found`
 */
export const createSuspendIdentity = ({
  database,
  clock,
  eventLog,
  endOtherSessions,
}: Deps): SuspendIdentity => {
  const suspend: SuspendIdentity = async ({ identity, suspicion, successor, context }) => {
    await database.transaction(async (tx) => {
      const accountId = await lockPerson(tx, identity);
      if (!accountId) throw new AtlasError('account_not_found');
      const suspended = await suspendIdentity(tx, {
        ...{ ...identity, suspicion, now: clock() },
        successor: successor !== null && (await canProve(tx, accountId)) ? successor : null,
      });
      if (!suspended?.isFresh) return;
      const { messenger, appScope } = identity;
      const data = { identityId: suspended.id, messenger, appScope, reason: suspicion };
      const alert = { kind: 'identity_changed', sessionId: null, confirmationId: null } as const;
      await eventLog.append(
        tx,
        accountId,
        [
          { type: 'identity.suspended.v1', data },
          { type: 'suspicious.activity.v1', data: alert },
        ],
        context,
      );
      const cameBy = { identityId: suspended.id, messenger };
      await endOtherSessions(tx, { accountId, cameBy, reason: 'identity_suspended', context });
    });
    eventLog.wake();
  };

  return async (input) => {
    for (let triesLeft = 3; ; triesLeft -= 1) {
      if (await isSuspended(database, { ...input.identity, successor: input.successor })) return;
      try {
        return await suspend(input);
      } catch (error) {
        if (!isContended(error) || triesLeft === 1) throw error;
      }
    }
  };
};
