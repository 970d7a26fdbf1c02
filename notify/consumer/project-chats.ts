import type { AtlasEvent } from '@atlas/shared/events';
import type { Sql } from '@atlas/shared/ports';

const addChat = (
  tx: Sql,
  { subject, time, data }: AtlasEvent<'identity.connected.v1' | 'identity.reinstated.v1'>,
) =>
  tx.query({
    text: `insert into notify.addresses (account_id, channel, app_scope, address, last_seen_at)
           values ($1, $2, $3, $4, $5)
           on conflict (account_id, channel, app_scope) do update
             set address = excluded.address, last_seen_at = excluded.last_seen_at,
               blocked_at = null, removed_in = null, removed_at = null`,
    values: [subject, data.messenger, data.appScope, data.chatId, time],
  });

const removeChat = (tx: Sql, { subject, time, correlationid, data }: AtlasEvent<'identity.removed.v1'>) =>
  tx.query({
    text: `update notify.addresses set removed_in = $4, removed_at = $5
           where account_id = $1 and channel = $2 and app_scope = $3 and removed_at is null`,
    values: [subject, data.messenger, data.appScope, correlationid, time],
  });

/** Whoever holds a chat that is doubted hears nothing, however often they look in. */
const silenceChat = (tx: Sql, { subject, data }: AtlasEvent<'identity.suspended.v1'>) =>
  tx.query({
    text: `with silenced as (
             update notify.addresses set blocked_at = 'infinity'
             where account_id = $1 and channel = $2 and app_scope = $3
           )
           update notify.deliveries set state = 'suppressed', reason = 'recipient_blocked', sealed = null
           where account_id = $1 and lane = $2 || ':' || $3
             and state in ('queued', 'retry_wait', 'deferred', 'digesting') and operation = 'send'`,
    values: [subject, data.messenger, data.appScope],
  });

/** What waits for a chat that was taken off goes to the next one; where that hears of the same thing anyway, to none. */
const redirectWaiting = (tx: Sql, { subject, data }: AtlasEvent<'identity.removed.v1'>) =>
  tx.query({
    text: `with next as (
             select channel, channel || ':' || app_scope as lane, address from notify.addresses
             where account_id = $1 and removed_at is null
             order by blocked_at is not null, last_seen_at desc nulls last, channel, app_scope limit 1
           )
           update notify.deliveries d set
             channel = case when goes.on then next.channel else d.channel end,
             lane = case when goes.on then next.lane else d.lane end,
             address = case when goes.on then next.address else d.address end,
             state = case when goes.on then d.state else 'suppressed' end,
             reason = case when goes.on then d.reason else 'superseded' end
           from notify.deliveries own
           cross join next
           left join lateral (
             select t.id from notify.deliveries t
             where t.event_id = own.event_id and t.template = own.template and t.channel = next.channel
               and t.address = next.address
             limit 1
           ) as twin on true
           -- A code is for the very chat that was chosen for it.
           cross join lateral (select twin.id is null and own.template <> 'code' as on) as goes
           where d.id = own.id and own.account_id = $1 and own.lane = $2
             and own.state in ('queued', 'retry_wait', 'deferred', 'digesting') and own.operation = 'send'`,
    values: [subject, `${data.messenger}:${data.appScope}`],
  });

/** The chats a person can be written to in, as messengers come and go; rare, so one event at a time. */
export const projectChats = async (tx: Sql, events: readonly AtlasEvent[]): Promise<void> => {
  for (const event of events) {
    if (event.type === 'identity.connected.v1' || event.type === 'identity.reinstated.v1')
      await addChat(tx, event);
    if (event.type === 'identity.suspended.v1') await silenceChat(tx, event);
    if (event.type === 'identity.removed.v1') {
      await removeChat(tx, event);
      await redirectWaiting(tx, event);
    }
  }
};

/** Forgets chats that were taken off before. */
export const deleteRemovedChats = (sql: Sql, before: Date) =>
  sql.query({ text: 'delete from notify.addresses where removed_at < $1', values: [before] });
