import type { Sql } from '@atlas/shared/ports';
import type { Outcome } from '../dialogue/index.ts';

/** An update that a worker holds until `next_attempt_at`. */
export type ClaimedUpdate = {
  updateId: number;
  /** Sealed. */
  body: unknown;
  traceparent: string;
  receivedAt: Date;
  /** This one counted in. */
  attempt: number;
  outcome: Outcome | null;
};

export type NewUpdate = {
  botId: string;
  updateId: number;
  chatId: number | null;
  body: string;
  traceparent: string;
  now: Date;
};

/** True for the first copy of an update, false for every repeat. */
export const insertUpdate = async (sql: Sql, update: NewUpdate): Promise<boolean> => {
  const rows = await sql.query({
    name: 'bots_insert_update',
    text: `insert into bots.telegram_updates (bot_id, update_id, chat_id, body, traceparent, received_at, next_attempt_at)
           values ($1, $2, $3, $4, $5, $6, $6) on conflict do nothing returning update_id`,
    values: [update.botId, update.updateId, update.chatId, update.body, update.traceparent, update.now],
  });
  return rows.length > 0;
};

/**
 * Takes the oldest update of each chat that is due, for `leaseSeconds`. An update whose elder of the same chat still
 * waits is not taken, be the elder in another worker's hands or set back for a retry: so a chat stays in order.
 */
export const claimUpdates = (
  sql: Sql,
  {
    botId,
    now,
    leaseSeconds,
    limit,
    inHand,
  }: { botId: string; now: Date; leaseSeconds: number; limit: number; inHand: readonly number[] },
): Promise<ClaimedUpdate[]> =>
  sql.query({
    name: 'bots_claim_updates',
    text: `update bots.telegram_updates
           set attempts = attempts + 1, next_attempt_at = $2::timestamptz + make_interval(secs => $3)
           where bot_id = $1 and update_id in (
             select update_id from bots.telegram_updates due
             where bot_id = $1 and state = 'waiting' and next_attempt_at <= $2 and update_id <> all ($5::bigint[])
               and not exists (
                 select from bots.telegram_updates elder
                 where elder.bot_id = due.bot_id and elder.chat_id = due.chat_id
                   and elder.update_id < due.update_id and elder.state = 'waiting')
             order by update_id limit $4
             for update skip locked)
           returning update_id as "updateId", body, traceparent, received_at as "receivedAt", attempts as attempt, outcome`,
    values: [botId, now, leaseSeconds, limit, inHand],
  });

type Place = { botId: string; updateId: number };

export const keepOutcome = (sql: Sql, { botId, updateId, outcome }: Place & { outcome: Outcome }) =>
  sql.query({
    name: 'bots_keep_outcome',
    text: `update bots.telegram_updates set outcome = $3 where bot_id = $1 and update_id = $2`,
    values: [botId, updateId, JSON.stringify(outcome)],
  });

/** The newest word on whether a chat is open; an older one that comes late changes nothing. */
export const upsertChat = (
  sql: Sql,
  chat: { botId: string; chatId: number; isBlocked: boolean; changedAt: Date },
) =>
  sql.query({
    text: `insert into bots.telegram_chats as known (bot_id, chat_id, is_blocked, changed_at) values ($1, $2, $3, $4)
           on conflict (bot_id, chat_id) do update set is_blocked = excluded.is_blocked, changed_at = excluded.changed_at
           where known.changed_at <= excluded.changed_at`,
    values: [chat.botId, chat.chatId, chat.isBlocked, chat.changedAt],
  });
