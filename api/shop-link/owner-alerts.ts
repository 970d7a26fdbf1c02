import type { Clock, Database } from '@atlas/shared/ports';
import { type EventLog, lockAccount } from '../event-log/index.ts';
import type { RequestContext } from '../http/index.ts';
import { shopLinkPolicy } from './policy.ts';
import { noteClaim, selectLinkOfCustomer } from './queries.ts';

/** Tells the owner of a linked shop account that somebody else knows its password. */
export type AlertOwner = (input: {
  customerHash: Buffer;
  claimantId: string;
  context: RequestContext;
}) => Promise<void>;

/** In a transaction of its own, so that two accounts that claim each other's don't wait for each other. */
export const createAlertOwner =
  ({ database, clock, eventLog }: { database: Database; clock: Clock; eventLog: EventLog }): AlertOwner =>
  async ({ customerHash, claimantId, context }) => {
    const owner = await selectLinkOfCustomer(database, customerHash);
    if (!owner) return;
    const { id: linkId, accountId } = owner;
    await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      // Unlinked meanwhile: nobody to tell, and nothing to note.
      const link = await selectLinkOfCustomer(tx, customerHash);
      if (link?.id !== linkId) return;
      const now = clock();
      const notSince = new Date(now.getTime() - shopLinkPolicy.claimAlertSeconds * 1000);
      if (!(await noteClaim(tx, { linkId, claimantId, now, notSince }))) return;
      const data = { kind: 'shop_account_claimed' as const, sessionId: null, confirmationId: null };
      await eventLog.append(tx, accountId, [{ type: 'suspicious.activity.v1', data }], context);
    });
    eventLog.wake();
  };
