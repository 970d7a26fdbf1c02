import type { Sql } from '@atlas/shared/ports';
import { acr } from '@atlas/shared/wire';
import { change, changeAll, type Projection, type Row } from '../rebuild/index.ts';
import { sessionPolicy } from './policy.ts';

const read = (sql: Sql, accountIds: readonly string[]) =>
  sql.query<{ id: string; accountId: string }>({
    text: `select id, account_id as "accountId", messenger, amr, acr, created_at, revoked_at is not null as is_revoked
           from sessions where account_id = any ($1::uuid[])`,
    values: [accountIds],
  });

const without = (row: Row, value: string) => (row.amr as string[]).filter((each) => each !== value);

/** Maintenance keeps a session for 30 days after its end. */
const keptSeconds = sessionPolicy.session + 30 * 86_400;

/** Sessions as their events tell them: who opened them, what was proved in them, whether they were ended. */
export const sessionProjection: Projection = {
  table: 'sessions',
  personal: [],
  read,
  evolve: (rows, { type, at, data }) => {
    if (type === 'session.opened.v1') {
      const { sessionId, messenger, amr, acr: level } = data;
      rows.set(sessionId, { messenger, amr, acr: level, created_at: at, is_revoked: false });
    }
    if (type === 'session.raised.v1') change(rows, data.sessionId, { amr: data.amr, acr: data.acr });
    if (type === 'session.revoked.v1')
      for (const sessionId of data.sessionIds) change(rows, sessionId, { is_revoked: true });
    const hasLostProtection =
      (type === 'two_factor.disabled.v1' && data.reason === 'removed' && data.wasLast) ||
      type === 'recovery.completed.v1';
    if (hasLostProtection) {
      changeAll(rows, (row) =>
        row.acr === acr.messenger ? {} : { acr: acr.messenger, amr: without(row, 'mfa') },
      );
    }
    if (type === 'shop_account.unlinked.v1') changeAll(rows, (row) => ({ amr: without(row, 'pwd') }));
    if (type === 'account.deleted.v1') rows.clear();
  },
  isForgotten: ({ created_at: createdAt }, now) =>
    now.getTime() - (createdAt as Date).getTime() > keptSeconds * 1000,
};
