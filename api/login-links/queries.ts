import type { Sql } from '@atlas/shared/ports';
import type { Locale, Messenger } from '@atlas/shared/wire';
import { sessionPolicy } from '../sessions/index.ts';

export type LoginLinkRow = {
  messenger: Messenger;
  appScope: string;
  subject: string;
  displayName: string;
  /** Null where the chat does not know it. */
  locale: Locale | null;
  /** Blind index of the phone number that the messenger shows. */
  phoneIndex: Buffer | null;
  /** When the messenger vouched for the person. */
  provedAt: Date;
};

const columns = `messenger, app_scope as "appScope", subject, display_name as "displayName", locale,
  phone_index as "phoneIndex", coalesce(proved_at, created_at) as "provedAt"`;

export const insertLoginLink = (
  sql: Sql,
  link: LoginLinkRow & { tokenHash: Buffer; createdAt: Date; expiresAt: Date; begunByJkt: string | null },
) =>
  sql.query({
    name: 'insert_login_link',
    text: `insert into login_links (token_hash, messenger, app_scope, subject, display_name, locale, created_at,
             expires_at, begun_by_jkt, phone_index, proved_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    values: [
      ...[link.tokenHash, link.messenger, link.appScope, link.subject, link.displayName, link.locale],
      ...[link.createdAt, link.expiresAt, link.begunByJkt, link.phoneIndex, link.provedAt],
    ],
  });

/** Who a live session is of, and when their messenger vouched for them. */
export const selectProofOfSession = async (
  sql: Sql,
  { accountId, sessionId }: { accountId: string; sessionId: string },
): Promise<{ displayName: string; locale: Locale; provedAt: Date } | undefined> => {
  const [row] = await sql.query<{ displayName: string; locale: Locale; provedAt: Date }>({
    name: 'select_proof_of_session',
    text: `select a.display_name as "displayName", a.locale,
             s.proof_fresh_until - make_interval(secs => $3) as "provedAt"
           from sessions s join accounts a on a.id = s.account_id where s.id = $1 and s.account_id = $2`,
    values: [sessionId, accountId, sessionPolicy.freshProof],
  });
  return row;
};

/** Whose link this is; nothing follows from it before it is consumed. */
export const selectLoginLink = async (
  sql: Sql,
  { tokenHash, messenger }: { tokenHash: Buffer; messenger: Messenger },
): Promise<LoginLinkRow | undefined> => {
  const [row] = await sql.query<LoginLinkRow>({
    name: 'select_login_link',
    text: `select ${columns} from login_links where token_hash = $1 and messenger = $2`,
    values: [tokenHash, messenger],
  });
  return row;
};

/**
 * Spends a link: once, by the browser the flow began in where it began in one. The same key gets it again for a short
 * while, because the answer may have been lost. False when it is spent, over, or somebody else's.
 */
export const consumeLoginLink = async (
  tx: Sql,
  { tokenHash, jkt, now, againAfter }: { tokenHash: Buffer; jkt: string | null; now: Date; againAfter: Date },
): Promise<boolean> => {
  const rows = await tx.query({
    name: 'consume_login_link',
    text: `update login_links set consumed_at = coalesce(consumed_at, $3), consumed_by_jkt = $2
           where token_hash = $1 and expires_at > $3 and (begun_by_jkt is null or begun_by_jkt = $2)
             and (consumed_at is null or (consumed_by_jkt = $2 and consumed_at > $4))
           returning token_hash`,
    values: [tokenHash, jkt, now, againAfter],
  });
  return rows.length > 0;
};

export const insertLoginStart = (
  sql: Sql,
  start: { codeHash: Buffer; jkt: string; now: Date; expiresAt: Date },
) =>
  sql.query({
    name: 'insert_login_start',
    text: 'insert into login_starts (code_hash, jkt, created_at, expires_at) values ($1, $2, $3, $4)',
    values: [start.codeHash, start.jkt, start.now, start.expiresAt],
  });

/** The key of the browser that showed this code, once. */
export const consumeLoginStart = async (
  sql: Sql,
  { codeHash, now }: { codeHash: Buffer; now: Date },
): Promise<string | undefined> => {
  const [row] = await sql.query<{ jkt: string }>({
    name: 'consume_login_start',
    text: `update login_starts set consumed_at = $2
           where code_hash = $1 and consumed_at is null and expires_at > $2 returning jkt`,
    values: [codeHash, now],
  });
  return row?.jkt;
};

/** The phone number the identity shows now; one that shows none any more keeps the last. */
export const setPhoneIndex = (
  tx: Sql,
  { messenger, appScope, subject, phoneIndex }: LoginLinkRow & { phoneIndex: Buffer },
) =>
  tx.query({
    name: 'set_identity_phone_index',
    text: `update identities set phone_index = $4
           where messenger = $1 and app_scope = $2 and subject = $3 and phone_index is distinct from $4`,
    values: [messenger, appScope, subject, phoneIndex],
  });
