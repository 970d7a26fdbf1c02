import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import { type EventLog, lockAccount } from '../event-log/index.ts';
import type { RequestContext } from '../http/index.ts';
import { forgetPassword } from '../sessions/index.ts';
import { deleteLink, deleteTicketsOfCustomer, selectLinkOfAccount } from './queries.ts';

export type UnlinkShop = (accountId: string, context: RequestContext) => Promise<void>;

/**
 * Frees the shop account at once: whoever shows its password may link it. Tickets for it die, and no session counts as
 * having shown its password. Within 30 days of linking it is on record as undone.
 *
 * @throws AtlasError `shop_link_not_found`
 */
export const createUnlinkShop =
  ({ database, clock, eventLog }: { database: Database; clock: Clock; eventLog: EventLog }): UnlinkShop =>
  async (accountId, context) => {
    await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      const link = await selectLinkOfAccount(tx, accountId);
      if (!link) throw new AtlasError('shop_link_not_found');
      await deleteTicketsOfCustomer(tx, link.customerHash);
      await deleteLink(tx, link.id);
      await forgetPassword(tx, accountId);
      const reason = clock() <= link.undoUntil ? ('undone' as const) : ('unlinked' as const);
      const data = { linkId: link.id, reason };
      await eventLog.append(tx, accountId, [{ type: 'shop_account.unlinked.v1', data }], context);
    });
    eventLog.wake();
  };
