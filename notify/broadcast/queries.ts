import { AtlasError } from '@atlas/shared/errors';
import type { Sql } from '@atlas/shared/ports';
import type { BroadcastTexts } from '@atlas/shared/wire';
import type { Reachable } from '../consumer/index.ts';

/** @throws AtlasError `broadcast_not_found` */
export const selectTexts = async (sql: Sql, id: string): Promise<BroadcastTexts> => {
  const [row] = await sql.query<{ texts: BroadcastTexts }>({
    name: 'notify_select_broadcast_texts',
    text: 'select texts from notify.broadcasts where id = $1',
    values: [id],
  });
  if (!row) throw new AtlasError('broadcast_not_found');
  return row.texts;
};

/** Announcements that have something to do now. */
export const selectRunning = async (sql: Sql, now: Date): Promise<string[]> => {
  const rows = await sql.query<{ id: string }>({
    name: 'notify_select_running_broadcasts',
    text: `select id from notify.broadcasts
           where state = 'running' and (next_pass_at is null or next_pass_at <= $1 or expires_at <= $1)
           order by started_at`,
    values: [now],
  });
  return rows.map(({ id }) => id);
};

export type Running = {
  id: string;
  quietHours: 'defer' | 'drop';
  traceparent: string;
  expiresAt: Date;
  cursor: string | null;
  lastRecipient: string | null;
  wakeAt: Date | null;
};

/** Undefined while another process makes rows of it, or when it was paused or stopped. */
export const lockRunning = async (tx: Sql, id: string): Promise<Running | undefined> => {
  const [row] = await tx.query<Running>({
    name: 'notify_lock_broadcast',
    text: `select id, quiet_hours as "quietHours", traceparent, expires_at as "expiresAt", cursor,
             last_recipient as "lastRecipient", wake_at as "wakeAt"
           from notify.broadcasts where id = $1 and state = 'running' for update skip locked`,
    values: [id],
  });
  return row;
};

/** Rows that wait: all of them, and those of them that wait to be sent. */
export const countWaiting = async (tx: Sql, id: string): Promise<{ all: number; ahead: number }> => {
  const [row] = await tx.query<{ all: number; ahead: number }>({
    name: 'notify_count_broadcast_waiting',
    text: `select count(*)::int as all, (count(*) filter (where state <> 'digesting'))::int as ahead
           from notify.deliveries
           where event_id = $1 and kind = 'broadcast' and state in ('queued', 'deferred', 'digesting', 'sending', 'retry_wait')`,
    values: [id],
  });
  return row ?? { all: 0, ahead: 0 };
};

const beforeAll = '00000000-0000-0000-0000-000000000000';

/** The next recipients of whom nothing was decided yet, each with their best address. */
export const selectRecipients = (
  tx: Sql,
  { id, cursor, lastRecipient }: Pick<Running, 'id' | 'cursor' | 'lastRecipient'>,
  limit: number,
) =>
  tx.query<Reachable>({
    name: 'notify_select_broadcast_recipients',
    text: `select r.account_id as "accountId",
             notify.preferences_in(r.preferences, a.channel, a.marketing_stopped_at) as preferences, r.schedule, a.channel, a.app_scope as "appScope", a.address,
             a.blocked_at is not null as "isBlocked"
           from notify.recipients r cross join lateral (
             select * from notify.addresses a
             where a.account_id = r.account_id and a.removed_at is null
             order by a.blocked_at is not null, a.last_seen_at desc nulls last, a.channel, a.app_scope limit 1
           ) a
           where r.account_id > $2 and r.account_id <= $3
             and not exists (select from notify.deliveries d
                             where d.event_id = $1 and d.account_id = r.account_id and d.kind = 'broadcast')
           order by r.account_id limit $4`,
    values: [id, cursor ?? beforeAll, lastRecipient ?? beforeAll, limit],
  });

export type Place = { cursor: string | null; wakeAt: Date | null; nextPassAt: Date | null };

export const moveOn = (tx: Sql, id: string, { cursor, wakeAt, nextPassAt }: Place) =>
  tx.query({
    name: 'notify_move_broadcast',
    text: 'update notify.broadcasts set cursor = $2, wake_at = $3, next_pass_at = $4 where id = $1',
    values: [id, cursor, wakeAt, nextPassAt],
  });

export const finish = (tx: Sql, id: string, now: Date) =>
  tx.query({
    text: `update notify.broadcasts set state = 'finished', ended_at = $2 where id = $1`,
    values: [id, now],
  });

/** What came back from a call to be sent again after its announcement was paused or stopped. */
export const holdStrays = (sql: Sql) =>
  sql.query({
    name: 'notify_hold_strays',
    text: `update notify.deliveries d
           set state = case b.state when 'paused' then 'deferred' else 'suppressed' end, reason = b.state,
             due_at = case b.state when 'paused' then d.expires_at else d.due_at end, quiet_at = null
           from notify.broadcasts b
           where d.kind = 'broadcast' and d.state in ('queued', 'retry_wait') and b.id = d.event_id
             and b.state in ('paused', 'stopped')`,
  });
