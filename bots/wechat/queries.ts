import type { Sql } from '@atlas/shared/ports';
import type { Locale } from '@atlas/shared/wire';
import type { Outcome } from '../dialogue/index.ts';
import type { Opening } from './parse-push.ts';

/** An update that a worker holds until `next_attempt_at`. */
export type ClaimedUpdate = {
  updateId: string;
  /** Sealed. */
  push: unknown;
  traceparent: string;
  /** This one counted in. */
  attempt: number;
  outcome: Outcome | null;
};

/**
 * Notes what a signed query came with, for as long as it may be shown; what it came with the first time.
 * @param forgottenAt stamps older than this are as good as never seen.
 */
export const noteStamp = async (
  tx: Sql,
  stamp: { appId: string; stamp: string; digest: Buffer; now: Date; forgottenAt: Date },
): Promise<Buffer> => {
  const [row] = await tx.query<{ digest: Buffer }>({
    name: 'bots_note_wechat_stamp',
    text: `insert into bots.wechat_stamps as known (app_id, stamp, digest, seen_at) values ($1, $2, $3, $4)
           on conflict (app_id, stamp) do update set
             digest = case when known.seen_at < $5 then excluded.digest else known.digest end,
             seen_at = case when known.seen_at < $5 then excluded.seen_at else known.seen_at end
           returning digest`,
    values: [stamp.appId, stamp.stamp, stamp.digest, stamp.now, stamp.forgottenAt],
  });
  return (row as { digest: Buffer }).digest;
};

/** Whether it was not there before. */
export const insertUpdate = async (
  tx: Sql,
  update: {
    appId: string;
    updateId: string;
    /** Whose turn it waits for; null for what need not wait. */
    person: string | null;
    /** Sealed. */
    push: string;
    traceparent: string;
    now: Date;
  },
): Promise<boolean> => {
  const { appId, updateId, person, push, traceparent, now } = update;
  const rows = await tx.query({
    name: 'bots_insert_wechat_update',
    text: `insert into bots.wechat_updates (app_id, update_id, person, body, traceparent, received_at, next_attempt_at)
           values ($1, $2, $3, $4, $5, $6, $6) on conflict do nothing returning update_id`,
    values: [appId, updateId, person, JSON.stringify(push), traceparent, now],
  });
  return rows.length > 0;
};

/** Opens a window anew; what comes late changes nothing. */
export const openWindow = (
  tx: Sql,
  { appId, openid, opening, at }: { appId: string; openid: string; opening: Opening; at: Date },
) =>
  tx.query({
    name: 'bots_open_wechat_window',
    text: `insert into bots.wechat_windows as known
             (app_id, openid, opened_by, opened_at, open_until, messages_allowed, messages_left)
           values ($1, $2, $3, $4, $4::timestamptz + make_interval(secs => $5), $6, $6)
           on conflict (app_id, openid, opened_by) do update set opened_at = excluded.opened_at,
             open_until = excluded.open_until, messages_left = excluded.messages_left
           where known.opened_at <= excluded.opened_at`,
    values: [appId, openid, opening.openedBy, at, opening.seconds, opening.messages],
  });

/**
 * Takes the oldest update of each person that is due, for `leaseSeconds`. One whose elder of the same person still
 * waits is not taken, be the elder in another worker's hands or set back for a retry: so a chat stays in order.
 */
export const claimUpdates = (
  sql: Sql,
  {
    appId,
    now,
    leaseSeconds,
    limit,
    inHand,
  }: { appId: string; now: Date; leaseSeconds: number; limit: number; inHand: readonly string[] },
): Promise<ClaimedUpdate[]> =>
  sql.query({
    name: 'bots_claim_wechat_updates',
    text: `update bots.wechat_updates
           set attempts = attempts + 1, next_attempt_at = $2::timestamptz + make_interval(secs => $3)
           where app_id = $1 and update_id in (
             select update_id from bots.wechat_updates due
             where app_id = $1 and state = 'waiting' and next_attempt_at <= $2 and update_id <> all ($5::text[])
               and not exists (
                 select from bots.wechat_updates elder
                 where elder.app_id = due.app_id and elder.person = due.person
                   and elder.arrival < due.arrival and elder.state = 'waiting')
             order by arrival limit $4
             for update skip locked)
           returning update_id as "updateId", body as push, traceparent, attempts as attempt, outcome`,
    values: [appId, now, leaseSeconds, limit, inHand],
  });

type Place = { appId: string; updateId: string };

export const keepOutcome = (sql: Sql, { appId, updateId, outcome }: Place & { outcome: Outcome }) =>
  sql.query({
    text: 'update bots.wechat_updates set outcome = $3 where app_id = $1 and update_id = $2',
    values: [appId, updateId, JSON.stringify(outcome)],
  });

/** True for one caller: what is written in the same transaction is written once. */
export const markDone = async (tx: Sql, { appId, updateId }: Place): Promise<boolean> => {
  const done: Outcome = { is: 'done' };
  const rows = await tx.query({
    text: `update bots.wechat_updates set outcome = $3
           where app_id = $1 and update_id = $2 and outcome is null returning update_id`,
    values: [appId, updateId, JSON.stringify(done)],
  });
  return rows.length > 0;
};

/** Removes stamps, choices and windows that are over since before then, some at a time; answers how many. */
export const deleteOverBefore = async (sql: Sql, before: Date, limit = 5000): Promise<number> => {
  const rows = await sql.query({
    text: `with stamps as (
             delete from bots.wechat_stamps where (app_id, stamp) in (
               select app_id, stamp from bots.wechat_stamps where seen_at < $1 order by seen_at limit $2) returning 1),
           choices as (
             delete from bots.wechat_choices where (app_id, openid, number) in (
               select app_id, openid, number from bots.wechat_choices
               where offered_at < $1 order by offered_at limit $2) returning 1),
           windows as (
             delete from bots.wechat_windows where (app_id, openid, opened_by) in (
               select app_id, openid, opened_by from bots.wechat_windows
               where open_until < $1 order by open_until limit $2) returning 1)
           select 1 from stamps union all select 1 from choices union all select 1 from windows`,
    values: [before, limit],
  });
  return rows.length;
};

/** The newest word on whether somebody follows; false where an older one came late. */
export const upsertFollower = async (
  tx: Sql,
  { appId, openid, follows, at }: { appId: string; openid: string; follows: boolean; at: Date },
): Promise<boolean> => {
  const rows = await tx.query({
    text: `insert into bots.wechat_followers as known (app_id, openid, follows, changed_at) values ($1, $2, $3, $4)
           on conflict (app_id, openid) do update set follows = excluded.follows, changed_at = excluded.changed_at
           where known.changed_at <= excluded.changed_at returning openid`,
    values: [appId, openid, follows, at],
  });
  return rows.length > 0;
};

/** The number that the first of these choices gets; the others follow. */
export const offerChoices = async (
  sql: Sql,
  offer: { appId: string; openid: string; choices: readonly string[]; now: Date },
): Promise<number> => {
  const [row] = await sql.query<{ first: number }>({
    name: 'bots_offer_wechat_choices',
    text: 'select bots.offer_wechat_choices($1, $2, $3, $4) as first',
    values: [offer.appId, offer.openid, offer.choices, offer.now],
  });
  return (row as { first: number }).first;
};

/** What somebody without an account wrote in last. */
export const noteLanguage = (
  sql: Sql,
  { appId, openid, locale, now }: { appId: string; openid: string; locale: Locale; now: Date },
) =>
  sql.query({
    name: 'bots_note_wechat_language',
    text: `insert into bots.wechat_languages as known (app_id, openid, locale, noted_at) values ($1, $2, $3, $4)
           on conflict (app_id, openid) do update set locale = excluded.locale, noted_at = excluded.noted_at
           where known.noted_at <= excluded.noted_at`,
    values: [appId, openid, locale, now],
  });

export const selectLanguage = async (
  sql: Sql,
  { appId, openid }: { appId: string; openid: string },
): Promise<Locale | null> => {
  const [row] = await sql.query<{ locale: Locale }>({
    name: 'bots_select_wechat_language',
    text: 'select locale from bots.wechat_languages where app_id = $1 and openid = $2',
    values: [appId, openid],
  });
  return row?.locale ?? null;
};

/** Forgets languages, some at a time; answers how many. */
export const deleteLanguagesBefore = async (sql: Sql, before: Date, limit = 5000): Promise<number> => {
  const rows = await sql.query({
    text: `delete from bots.wechat_languages where (app_id, openid) in (
             select app_id, openid from bots.wechat_languages where noted_at < $1 order by noted_at limit $2)
           returning 1`,
    values: [before, limit],
  });
  return rows.length;
};

/** What a number means that was offered since. */
export const selectChoice = async (
  sql: Sql,
  choice: { appId: string; openid: string; number: number; since: Date },
): Promise<string | undefined> => {
  const [row] = await sql.query<{ choice: string }>({
    name: 'bots_select_wechat_choice',
    text: `select choice from bots.wechat_choices
           where app_id = $1 and openid = $2 and number = $3 and offered_at > $4`,
    values: [choice.appId, choice.openid, choice.number, choice.since],
  });
  return row?.choice;
};

/** Counts a message of ours; which window it is of, null where we know of none. */
export const takeMessage = async (
  sql: Sql,
  { appId, openid, now }: { appId: string; openid: string; now: Date },
): Promise<string | null> => {
  const [row] = await sql.query<{ openedBy: string | null }>({
    name: 'bots_take_wechat_message',
    text: 'select bots.take_wechat_message($1, $2, $3) as "openedBy"',
    values: [appId, openid, now],
  });
  return row?.openedBy ?? null;
};

export const giveBackMessage = (
  sql: Sql,
  { appId, openid, openedBy }: { appId: string; openid: string; openedBy: string },
) =>
  sql.query({
    text: 'select bots.give_back_wechat_message($1, $2, $3)',
    values: [appId, openid, openedBy],
  });

type OfPerson = { appId: string; openid: string; at: Date };

/** Hands over to notify that one message more of a template may be sent. */
export const grantConsent = (tx: Sql, { appId, openid, at, templateId }: OfPerson & { templateId: string }) =>
  tx.query({
    text: 'select notify.grant_wechat_consent($1, $2, $3, $4)',
    values: [appId, openid, templateId, at],
  });

/** Hands over to notify that messages of a template are not wanted any more. */
export const withdrawConsent = (
  tx: Sql,
  { appId, openid, at, templateId }: OfPerson & { templateId: string },
) =>
  tx.query({
    text: 'select notify.withdraw_wechat_consent($1, $2, $3, $4)',
    values: [appId, openid, templateId, at],
  });

/** Hands over to notify whether somebody can be written to. */
export const recordFollowing = (tx: Sql, { appId, openid, at, follows }: OfPerson & { follows: boolean }) =>
  tx.query({
    text: 'select notify.record_wechat_following($1, $2, $3, $4)',
    values: [appId, openid, follows, at],
  });

/** Hands over to notify what became of a subscribe message; false where it knows of none by that name (yet). */
export const recordReceipt = async (
  tx: Sql,
  { appId, openid, at, messageId, isDelivered }: OfPerson & { messageId: string; isDelivered: boolean },
): Promise<boolean> => {
  const [row] = await tx.query<{ isKnown: boolean }>({
    text: 'select notify.record_wechat_receipt($1, $2, $3, $4, $5) as "isKnown"',
    values: [appId, openid, messageId, isDelivered, at],
  });
  return row?.isKnown ?? false;
};
