import type { Sql } from '@atlas/shared/ports';
import type { Locale } from '@atlas/shared/wire';
import type { DecisionStep } from '../decisions/index.ts';
import type { Params } from '../templates/index.ts';

export type StuckDelivery = {
  id: string;
  eventId: string;
  accountId: string;
  template: string;
  channel: string;
  /** Why it can't be delivered there. */
  reason: string | null;
  params: Params;
  traceparent: string;
  ref: string | null;
  locale: Locale | null;
  createdAt: Date;
  expiresAt: Date;
  /** `channel address` of every message about the same thing to this person: nobody is told twice. */
  told: string[];
};

/** Of these deliveries, those that may go on and have not yet. */
export const selectStuck = (tx: Sql, ids: readonly string[], now: Date): Promise<StuckDelivery[]> =>
  tx.query({
    name: 'notify_select_stuck',
    text: `select d.id, d.event_id as "eventId", d.account_id as "accountId", d.template, d.channel, d.reason, d.params,
             d.traceparent, d.ref, d.locale, d.created_at as "createdAt", d.expires_at as "expiresAt",
             (select array_agg(o.channel || ' ' || o.address) from notify.deliveries o
              where o.event_id = d.event_id and o.template = d.template and o.account_id = d.account_id) as told
           from notify.deliveries d
           where d.id = any ($1) and d.fallback_at is not null and d.expires_at > $2 and d.operation = 'send'
             and not exists (select from notify.deliveries f where f.fallback_of = d.id)
           order by d.position`,
    values: [ids, now],
  });

/** Puts on record what became of it; it goes on no second time, and its secrets are another row's now. */
export const noteFallback = (
  tx: Sql,
  { id, step, wentOn }: { id: string; step: DecisionStep; wentOn: boolean },
) =>
  tx.query({
    name: 'notify_note_fallback',
    text: `update notify.deliveries
           set fallback_at = null, decision = decision || $2::jsonb, 
             sealed = case when $3 or state = 'suppressed' then null else sealed end
           where id = $1`,
    values: [id, JSON.stringify([step]), wentOn],
  });
