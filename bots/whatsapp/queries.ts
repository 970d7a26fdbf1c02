import type { Sql } from '@atlas/shared/ports';
import type { SealedColumn } from '../at-rest.ts';
import type { Outcome } from '../dialogue/index.ts';
import type { NewUpdate, Told } from './read-notification.ts';

/** An update that a worker holds until `next_attempt_at`. */
export type ClaimedUpdate = {
  updateId: string;
  /** Sealed. */
  told: unknown;
  traceparent: string;
  receivedAt: Date;
  /** This one counted in. */
  attempt: number;
  outcome: Outcome | null;
  sentParts: number;
};

/** Stores all of a notification, or nothing; how many were not there before. */
export const insertUpdates = async (
  sql: Sql,
  {
    phoneNumberId,
    updates,
    bodies,
    traceparent,
    now,
  }: {
    phoneNumberId: string;
    updates: readonly NewUpdate[];
    bodies: SealedColumn<Told>;
    traceparent: string;
    now: Date;
  },
): Promise<number> => {
  const rows = await sql.query({
    name: 'bots_insert_whatsapp_updates',
    text: `insert into bots.whatsapp_updates (phone_number_id, update_id, person, body, traceparent, received_at, next_attempt_at)
           select $1, told.update_id, told.person, told.body, $5, $6, $6
           from unnest($2::text[], $3::text[], $4::json[]) with ordinality as told (update_id, person, body, place)
           order by told.place
           on conflict do nothing returning update_id`,
    values: [
      phoneNumberId,
      updates.map(({ updateId }) => updateId),
      updates.map(({ person }) => person),
      // It may hold a password: nobody can know before it is handled.
      updates.map(({ told, updateId }) => JSON.stringify(bodies.seal(told, updateId))),
      traceparent,
      now,
    ],
  });
  return rows.length;
};

/** Notes when people last wrote; what comes late changes nothing. */
export const upsertPeople = (
  sql: Sql,
  { businessId, people }: { businessId: string; people: ReadonlyMap<string, Date> },
) =>
  sql.query({
    name: 'bots_upsert_whatsapp_people',
    text: `insert into bots.whatsapp_people as known (business_id, user_id, last_wrote_at)
           select $1, wrote.user_id, wrote.at from unnest($2::text[], $3::timestamptz[]) as wrote (user_id, at)
           order by wrote.user_id
           on conflict (business_id, user_id) do update
             set last_wrote_at = greatest(known.last_wrote_at, excluded.last_wrote_at)`,
    values: [businessId, [...people.keys()], [...people.values()]],
  });

/** Whether the number of this person was not told to the API since. */
export const isPhoneToTell = async (
  sql: Sql,
  { businessId, userId, since }: { businessId: string; userId: string; since: Date },
): Promise<boolean> => {
  const rows = await sql.query({
    name: 'bots_is_whatsapp_phone_to_tell',
    text: `select from bots.whatsapp_people
           where business_id = $1 and user_id = $2 and (phone_told_at is null or phone_told_at < $3)`,
    values: [businessId, userId, since],
  });
  return rows.length > 0;
};

export const notePhoneTold = (
  sql: Sql,
  { businessId, userId, at }: { businessId: string; userId: string; at: Date },
) =>
  sql.query({
    name: 'bots_note_whatsapp_phone_told',
    text: 'update bots.whatsapp_people set phone_told_at = $3 where business_id = $1 and user_id = $2',
    values: [businessId, userId, at],
  });

/** Whether to ask this person for their number: once, where nobody told it and they were not asked of late. */
export const claimPhoneAsking = async (
  sql: Sql,
  {
    businessId,
    userId,
    at,
    toldSince,
    askedSince,
  }: { businessId: string; userId: string; at: Date; toldSince: Date; askedSince: Date },
): Promise<boolean> => {
  const rows = await sql.query({
    name: 'bots_claim_whatsapp_phone_asking',
    text: `update bots.whatsapp_people set phone_asked_at = $3
           where business_id = $1 and user_id = $2 and (phone_told_at is null or phone_told_at < $4)
             and (phone_asked_at is null or phone_asked_at < $5)
           returning user_id`,
    values: [businessId, userId, at, toldSince, askedSince],
  });
  return rows.length > 0;
};

/** Hands over to notify what became of a message it sent. */
export const recordStatus = (
  sql: Sql,
  status: { deliveryId: string; status: string; at: Date; code: number | null },
) =>
  sql.query({
    name: 'bots_record_whatsapp_status',
    text: 'select notify.record_whatsapp_status($1, $2, $3, $4)',
    values: [status.deliveryId, status.status, status.at, status.code],
  });

/** Hands over to notify what somebody said of marketing. */
export const recordMarketing = (
  sql: Sql,
  { businessId, userId, isStopped, at }: { businessId: string; userId: string; isStopped: boolean; at: Date },
) =>
  sql.query({
    name: 'bots_record_whatsapp_marketing',
    text: 'select notify.record_whatsapp_marketing($1, $2, $3, $4)',
    values: [businessId, userId, isStopped, at],
  });

/**
 * Takes the oldest update of each person that is due, for `leaseSeconds`. One whose elder of the same person still
 * waits is not taken, be the elder in another worker's hands or set back for a retry: so a chat stays in order.
 */
export const claimUpdates = (
  sql: Sql,
  {
    phoneNumberId,
    now,
    leaseSeconds,
    limit,
    inHand,
  }: { phoneNumberId: string; now: Date; leaseSeconds: number; limit: number; inHand: readonly string[] },
): Promise<ClaimedUpdate[]> =>
  sql.query({
    name: 'bots_claim_whatsapp_updates',
    text: `update bots.whatsapp_updates
           set attempts = attempts + 1, next_attempt_at = $2::timestamptz + make_interval(secs => $3)
           where phone_number_id = $1 and update_id in (
             select update_id from bots.whatsapp_updates due
             where phone_number_id = $1 and state = 'waiting' and next_attempt_at <= $2
               and update_id <> all ($5::text[])
               and not exists (
                 select from bots.whatsapp_updates elder
                 where elder.phone_number_id = due.phone_number_id and elder.person = due.person
                   and elder.arrival < due.arrival and elder.state = 'waiting')
             order by arrival limit $4
             for update skip locked)
           returning update_id as "updateId", body as told, traceparent, received_at as "receivedAt",
             attempts as attempt, outcome, sent_parts as "sentParts"`,
    values: [phoneNumberId, now, leaseSeconds, limit, inHand],
  });

type Place = { phoneNumberId: string; updateId: string };

export const keepOutcome = (sql: Sql, { phoneNumberId, updateId, outcome }: Place & { outcome: Outcome }) =>
  sql.query({
    text: `update bots.whatsapp_updates set outcome = $3 where phone_number_id = $1 and update_id = $2`,
    values: [phoneNumberId, updateId, JSON.stringify(outcome)],
  });

export const keepSentParts = (
  sql: Sql,
  { phoneNumberId, updateId, sentParts }: Place & { sentParts: number },
) =>
  sql.query({
    text: `update bots.whatsapp_updates set sent_parts = $3 where phone_number_id = $1 and update_id = $2`,
    values: [phoneNumberId, updateId, sentParts],
  });
