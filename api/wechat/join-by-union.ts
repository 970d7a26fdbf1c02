import { randomUUIDv7 } from 'node:crypto';
import type { Clock, Sql } from '@atlas/shared/ports';
import { insertIdentity } from '../accounts/index.ts';
import { type EventLog, lockAccount } from '../event-log/index.ts';
import { selectAccountIdOfUnion } from './queries.ts';
import type { WechatPerson } from './wechat-person.ts';

type Deps = { clock: Clock; eventLog: EventLog };

export type JoinByUnion = (tx: Sql, person: WechatPerson, context: { traceparent: string }) => Promise<void>;

/**
 * Whom WeChat knows from another app of ours becomes one more way into the account they have there. Only somebody who is
 * new in this app: two accounts that are there already are never made one behind their owner's back. After the locks of
 * unionid and identity, so of two apps opened at once one registers and the other joins.
 */
export const createJoinByUnion =
  ({ clock, eventLog }: Deps): JoinByUnion =>
  async (tx, person, context) => {
    const accountId = await selectAccountIdOfUnion(tx, person);
    if (!accountId) return;
    await lockAccount(tx, accountId);
    // Erased, or the other app taken off, while we waited: they begin anew.
    if ((await selectAccountIdOfUnion(tx, person)) !== accountId) return;
    const { messenger, appScope, subject } = person;
    const [identityId, createdAt] = [randomUUIDv7(), clock()];
    await insertIdentity(tx, {
      ...{ id: identityId, accountId, messenger, appScope, subject, createdAt, phoneIndex: null },
    });
    const linkedAt = createdAt.toISOString();
    const data = { messenger, appScope, chatId: subject, identityId, linkedAt, reason: 'connected' } as const;
    await eventLog.append(tx, accountId, [{ type: 'identity.connected.v1', data }], context);
  };
