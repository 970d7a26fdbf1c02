import type { Sql } from '@atlas/shared/ports';
import type { DecisionStep } from '../decisions/index.ts';
import type { Person } from './when-to-send.ts';

export type Waiting = Person & {
  id: string;
  kind: string;
  template: string;
  channel: string;
  expiresAt: Date;
  isBlocked: boolean;
};

const waitingColumns = `d.id, d.kind, d.template, d.channel, d.expires_at as "expiresAt", r.schedule,
  notify.preferences_in(r.preferences, d.channel, (
    select a.marketing_stopped_at from notify.addresses a where a.account_id = d.account_id and a.channel = d.channel
      and d.lane = a.channel || ':' || a.app_scope)) as preferences,
  exists (select from notify.addresses a where a.account_id = d.account_id and a.channel = d.channel
            and d.lane = a.channel || ':' || a.app_scope and a.blocked_at is not null) as "isBlocked"`;
const fromWaiting = 'from notify.deliveries d join notify.recipients r on r.account_id = d.account_id';

/** What was put off until now. */
export const selectDeferred = (tx: Sql, now: Date, limit: number) =>
  tx.query<Waiting>({
    name: 'notify_select_deferred',
    text: `select ${waitingColumns} ${fromWaiting}
           where d.state = 'deferred' and d.due_at <= $1 order by d.due_at limit $2 for update of d skip locked`,
    values: [now, limit],
  });

/** What still waits to be sent when quiet hours begin. */
export const selectCaught = (tx: Sql, now: Date, limit: number) =>
  tx.query<Waiting>({
    name: 'notify_select_caught',
    text: `select ${waitingColumns} ${fromWaiting}
           where d.state in ('queued', 'retry_wait') and d.quiet_at <= $1 order by d.quiet_at limit $2
           for update of d skip locked`,
    values: [now, limit],
  });

/** Null leaves it as it is. */
export type Redecided = {
  id: string;
  state: 'queued' | 'deferred' | 'digesting' | 'suppressed' | 'expired' | null;
  reason: string | null;
  due_at: Date | null;
  quiet_at: Date | null;
  decision: readonly DecisionStep[];
};

export const updateWaiting = (tx: Sql, rows: readonly Redecided[]) =>
  tx.query({
    name: 'notify_update_waiting',
    text: `update notify.deliveries d
           set state = coalesce(n.state, d.state), reason = case when n.state is null then d.reason else n.reason end,
             due_at = coalesce(n.due_at, d.due_at), quiet_at = n.quiet_at, decision = d.decision || n.decision,
             sealed = case when n.state in ('suppressed', 'expired') then null else d.sealed end
           from jsonb_to_recordset($1) as n (id uuid, state text, reason text, due_at timestamptz, quiet_at timestamptz,
             decision jsonb)
           where d.id = n.id`,
    values: [JSON.stringify(rows)],
  });

/** What waits for these people's hours is decided anew: they have chosen others. */
export const reconsider = (tx: Sql, accountIds: readonly string[]) =>
  tx.query({
    name: 'notify_reconsider',
    text: `update notify.deliveries set state = 'deferred', reason = 'quiet_hours', due_at = 'epoch'
           where account_id = any ($1) and state in ('deferred', 'digesting') and reason is distinct from 'paused'`,
    values: [accountIds],
  });
