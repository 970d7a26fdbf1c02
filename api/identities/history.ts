import type { EventType } from '@atlas/shared/events';
import type { Sql } from '@atlas/shared/ports';
import { selectIdentities } from '../accounts/index.ts';
import { hasEventsBeside } from '../event-log/index.ts';

/** What happens to an account that was just opened. Whatever else is in its log is a history that somebody may miss. */
const harmless: readonly EventType[] = [
  'user.registered.v1',
  'account.updated.v1',
  'achievement.granted.v1',
  'identity_connection.claimed.v1',
  'session.opened.v1',
  'session.revoked.v1',
  'suspicious.activity.v1',
];

/** Whether closing this account would lose anything: a link, a factor, an order, another messenger, now or ever. */
export const hasHistory = async (sql: Sql, accountId: string): Promise<boolean> =>
  (await selectIdentities(sql, accountId)).length > 1 || hasEventsBeside(sql, accountId, harmless);
