import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import { type EventLog, lockAccount } from '../event-log/index.ts';
import type { RequestContext } from '../http/index.ts';
import { type EndOtherSessions, forgetPassword } from '../sessions/index.ts';
import type { HashObjection } from './objection-code.ts';
import { shopLinkPolicy } from './policy.ts';
import { blockCustomer, deleteLink, deleteTicketsOfCustomer, selectLinkOfObjection } from './queries.ts';

export type ObjectToLink = (code: string, context: RequestContext) => Promise<void>;

type Deps = {
  database: Database;
  clock: Clock;
  eventLog: EventLog;
  hashObjection: HashObjection;
  endOtherSessions: EndOtherSessions;
};

const inSeconds = (at: Date, seconds: number) => new Date(at.getTime() + seconds * 1000);

/**
 * "It was not me", said by whoever reads what the shop has on file, within 72 h: the link ends, and so does every session
 * of the account that had it; nobody links that shop account for a day, in which its password can be changed.
 *
 * @throws AtlasError `confirmation_not_found` for a code that is wrong, old or was used.
 */
export const createObjectToLink = (deps: Deps): ObjectToLink => {
  const { database, clock, eventLog, hashObjection, endOtherSessions } = deps;
  return async (code, context) => {
    const objectionHash = hashObjection(code);
    const since = inSeconds(clock(), -shopLinkPolicy.objectionSeconds);
    const found = objectionHash && (await selectLinkOfObjection(database, { objectionHash, since }));
    if (!found) throw new AtlasError('confirmation_not_found');
    const { accountId } = found;
    await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      const link = await selectLinkOfObjection(tx, { objectionHash, since });
      if (!link) throw new AtlasError('confirmation_not_found');
      const until = inSeconds(clock(), shopLinkPolicy.blockSeconds);
      await blockCustomer(tx, { customerHash: link.customerHash, until });
      await deleteTicketsOfCustomer(tx, link.customerHash);
      await deleteLink(tx, link.id);
      await forgetPassword(tx, accountId);
      const data = { linkId: link.id, reason: 'objected' as const };
      await eventLog.append(tx, accountId, [{ type: 'shop_account.unlinked.v1', data }], context);
      await endOtherSessions(tx, { accountId, reason: 'shop_link_objected', context });
    });
    eventLog.wake();
  };
};
