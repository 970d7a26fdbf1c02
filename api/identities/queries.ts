import type { Sql } from '@atlas/shared/ports';
import type { ConnectionEffect, Messenger } from '@atlas/shared/wire';
import type { Claimant } from './judge-claim.ts';

/** Ends what the account began before and begins anew. */
export const insertConnection = async (
  tx: Sql,
  {
    id,
    accountId,
    sessionId,
    tokenHash,
    now,
    expiresAt,
  }: { id: string; accountId: string; sessionId: string; tokenHash: Buffer; now: Date; expiresAt: Date },
): Promise<void> => {
  await tx.query({
    text: `update identity_connections set ${ended}, ended_at = $2, outcome = 'cancelled'
           where account_id = $1 and ended_at is null`,
    values: [accountId, now],
  });
  await tx.query({
    text: `insert into identity_connections (id, account_id, session_id, token_hash, created_at, expires_at)
           values ($1, $2, $3, $4, $5, $6)`,
    values: [id, accountId, sessionId, tokenHash, now, expiresAt],
  });
};

/** Who claimed it is nobody's business once it has ended. */
const ended = `app_scope = null, subject = null, name = null, phone_index = null, claimant_id = null, number = null,
  offered_to = null`;

export type OfferRow = { id: string; accountId: string; accountName: string; expiresAt: Date };

const offers = `select c.id, c.account_id as "accountId", a.display_name as "accountName", c.expires_at as "expiresAt"
  from identity_connections c join accounts a on a.id = c.account_id
  join sessions s on s.id = c.session_id and s.revoked_at is null and s.expires_at > $1
  where c.claimed_at is null and c.ended_at is null and c.expires_at > $1`;

/** What a token offers, while it is good. */
export const selectOffer = async (sql: Sql, tokenHash: Buffer, now: Date): Promise<OfferRow | undefined> => {
  const [row] = await sql.query<OfferRow>({
    name: 'select_connection_offer',
    text: `${offers} and c.token_hash = $2`,
    values: [now, tokenHash],
  });
  return row;
};

/** The newest that this account brought to a bot and can only be a merge, or that one, while it is good. */
export const selectOfferTo = async (
  sql: Sql,
  { accountId, connectionId, now }: { accountId: string; connectionId: string | null; now: Date },
): Promise<OfferRow | undefined> => {
  const [row] = await sql.query<OfferRow>({
    text: `${offers} and c.offered_to = $2 and ($3::uuid is null or c.id = $3) order by c.created_at desc limit 1`,
    values: [now, accountId, connectionId],
  });
  return row;
};

/** Remembers whose account a token was brought by: the last who did, until it is claimed. */
export const noteOffer = (tx: Sql, { id, accountId }: { id: string; accountId: string }) =>
  tx.query({
    text: `update identity_connections set offered_to = $2
           where id = $1 and claimed_at is null and ended_at is null and offered_to is distinct from $2`,
    values: [id, accountId],
  });

/** The token is used, once. False when somebody was faster. */
export const claimConnection = async (
  tx: Sql,
  {
    id,
    claimant,
    name,
    effect,
    number,
    now,
  }: {
    id: string;
    claimant: Claimant;
    name: string;
    effect: ConnectionEffect;
    number: string;
    now: Date;
  },
): Promise<boolean> => {
  const { messenger, appScope, subject, claimantId, phoneIndex } = claimant;
  const rows = await tx.query({
    text: `update identity_connections set claimed_at = $2, messenger = $3, app_scope = $4, subject = $5, name = $6,
             phone_index = $7, claimant_id = $8, effect = $9, number = $10
           where id = $1 and claimed_at is null and ended_at is null and expires_at > $2 returning id`,
    values: [id, now, messenger, appScope, subject, name, phoneIndex, claimantId, effect, number],
  });
  return rows.length > 0;
};

export type ConnectionRow = {
  id: string;
  expiresAt: Date;
  claimedAt: Date | null;
  messenger: Messenger | null;
  name: string | null;
  effect: ConnectionEffect | null;
  outcome: 'connected' | 'cancelled' | 'mismatch' | 'changed' | null;
};
type Own = { connectionId: string; accountId: string; sessionId: string };

/** How far it is, for the session that began it, and for the account that claimed it until it ends. */
export const selectConnection = async (
  sql: Sql,
  { connectionId, accountId, sessionId }: Own,
): Promise<ConnectionRow | undefined> => {
  const [row] = await sql.query<ConnectionRow>({
    name: 'select_connection',
    text: `select id, expires_at as "expiresAt", claimed_at as "claimedAt", messenger, name, effect, outcome
           from identity_connections
           where id = $1 and ((account_id = $2 and session_id = $3) or (claimant_id = $2 and ended_at is null))`,
    values: [connectionId, accountId, sessionId],
  });
  return row;
};

/** Whose account a pending merge would take in; undefined where none is pending for this session. */
export const selectMergeClaimant = async (
  sql: Sql,
  { connectionId, accountId, sessionId, now }: Own & { now: Date },
): Promise<string | undefined> => {
  const [row] = await sql.query<{ claimantId: string }>({
    text: `select claimant_id as "claimantId" from identity_connections
           where id = $1 and account_id = $2 and session_id = $3 and effect = 'merge' and ended_at is null
             and expires_at > $4 and claimant_id is not null`,
    values: [connectionId, accountId, sessionId, now],
  });
  return row?.claimantId;
};

/** Whose account a claim would touch; null where it touches none, or there is no claim. */
export const selectClaimantId = async (sql: Sql, connectionId: string): Promise<string | null> => {
  const [row] = await sql.query<{ claimantId: string | null }>({
    text: `select claimant_id as "claimantId" from identity_connections where id = $1`,
    values: [connectionId],
  });
  return row?.claimantId ?? null;
};

export type PendingClaim = Claimant & { effect: ConnectionEffect; number: string; attempts: number };

/** Spends one of the tries at the number, before it is compared; undefined when nothing is pending for this session. */
export const spendAttempt = async (
  tx: Sql,
  { connectionId, accountId, sessionId, now, attempts }: Own & { now: Date; attempts: number },
): Promise<PendingClaim | undefined> => {
  const [row] = await tx.query<PendingClaim>({
    text: `update identity_connections set attempts = attempts + 1
           where id = $1 and account_id = $2 and session_id = $3 and claimed_at is not null and ended_at is null
             and expires_at > $4 and attempts < $5
             and exists (select from sessions s where s.id = session_id and s.revoked_at is null and s.expires_at > $4)
           returning messenger, app_scope as "appScope", subject, claimant_id as "claimantId",
             phone_index as "phoneIndex", effect, number, attempts`,
    values: [connectionId, accountId, sessionId, now, attempts],
  });
  return row;
};

/** Ends a connection, once; false when it had ended. */
export const endConnection = async (
  tx: Sql,
  {
    connectionId,
    accountId,
    outcome,
    now,
  }: { connectionId: string; accountId: string; outcome: ConnectionRow['outcome']; now: Date },
): Promise<boolean> => {
  const rows = await tx.query({
    text: `update identity_connections set ${ended}, ended_at = $3, outcome = $4
           where id = $1 and account_id = $2 and ended_at is null and expires_at > $3 returning id`,
    values: [connectionId, accountId, now, outcome],
  });
  return rows.length > 0;
};
