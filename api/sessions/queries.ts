import type { Sql } from '@atlas/shared/ports';
import { acr, type Locale, type Messenger } from '@atlas/shared/wire';

export type SessionRow = {
  id: string;
  messenger: Messenger;
  device: string;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
};

/** A live refresh token with all that a new answer needs. */
export type RefreshTokenRow = SessionRow & {
  consumedAt: Date | null;
  sealedAnswer: string | null;
  tokenExpiresAt: Date;
  revokedAt: Date | null;
  accountId: string;
  displayName: string;
  locale: Locale;
  accountCreatedAt: Date;
  jkt: string | null;
  amr: string[];
  acr: string;
  authTime: Date;
  confined: boolean;
};

export const selectRefreshToken = async (
  sql: Sql,
  tokenHash: Buffer,
): Promise<RefreshTokenRow | undefined> => {
  const [row] = await sql.query<RefreshTokenRow>({
    name: 'select_refresh_token',
    text: `select r.consumed_at as "consumedAt", r.sealed_answer as "sealedAnswer", r.expires_at as "tokenExpiresAt",
             s.id, s.messenger, s.device, s.created_at as "createdAt", s.last_seen_at as "lastSeenAt",
             s.expires_at as "expiresAt", s.revoked_at as "revokedAt", s.jkt, s.amr, s.acr, s.auth_time as "authTime", s.confined,
             a.id as "accountId", a.display_name as "displayName", a.locale, a.created_at as "accountCreatedAt"
           from refresh_tokens r join sessions s on s.id = r.session_id join accounts a on a.id = s.account_id
           where r.token_hash = $1`,
    values: [tokenHash],
  });
  return row;
};

/**
 * Consumes a refresh token and writes its successor, both or neither; false when somebody else was first or the
 * session ended meanwhile.
 */
export const rotateRefreshToken = async (
  sql: Sql,
  values: {
    tokenHash: Buffer;
    successorHash: Buffer;
    sessionId: string;
    sealedAnswer: string;
    expiresAt: Date;
    now: Date;
  },
): Promise<boolean> => {
  const rows = await sql.query({
    name: 'rotate_refresh_token',
    text: `with consumed as (
             update refresh_tokens set consumed_at = $6, sealed_answer = $4
             where token_hash = $1 and consumed_at is null
               and exists (select from sessions where id = $3 and revoked_at is null for update)
             returning session_id
           ), successor as (
             insert into refresh_tokens (token_hash, session_id, expires_at) select $2, session_id, $5 from consumed
           )
           update sessions set last_seen_at = $6 where id in (select session_id from consumed) returning id`,
    values: [
      values.tokenHash,
      values.successorHash,
      values.sessionId,
      values.sealedAnswer,
      values.expiresAt,
      values.now,
    ],
  });
  return rows.length > 0;
};

export const selectLiveSessions = (sql: Sql, accountId: string, now: Date): Promise<SessionRow[]> =>
  sql.query({
    text: `select id, messenger, device, created_at as "createdAt", last_seen_at as "lastSeenAt", expires_at as "expiresAt"
           from sessions where account_id = $1 and revoked_at is null and expires_at > $2
           order by last_seen_at desc, id desc limit 200`,
    values: [accountId, now],
  });

/** Those that came by an identity; an older session, of which only the messenger is known, counts as its. */
export type CameBy = { identityId: string; messenger: Messenger };

/** Ends one session, or all of the account but one, or all that came by one identity; answers which. */
export const revokeSessions = async (
  tx: Sql,
  {
    accountId,
    only,
    except,
    cameBy,
    now,
  }: { accountId: string; only?: string; except?: string; cameBy?: CameBy; now: Date },
): Promise<string[]> => {
  const rows = await tx.query<{ id: string }>({
    text: `update sessions set revoked_at = $2
           where account_id = $1 and revoked_at is null and expires_at > $2
             and ($3::uuid is null or id = $3) and ($4::uuid is null or id <> $4)
             and ($5::uuid is null or identity_id = $5 or (identity_id is null and messenger = $6))
           returning id`,
    values: [
      accountId,
      now,
      only ?? null,
      except ?? null,
      cameBy?.identityId ?? null,
      cameBy?.messenger ?? null,
    ],
  });
  return rows.map(({ id }) => id);
};

/** The pinned session's proof no longer counts as fresh: somebody else holds it too. */
export const endFreshness = (tx: Sql, sessionId: string, now: Date) =>
  tx.query({
    text: 'update sessions set proof_fresh_until = least(proof_fresh_until, $2) where id = $1',
    values: [sessionId, now],
  });

/** The account has no second factor any more: what its sessions proved by one no longer counts. */
export const lowerSessions = (tx: Sql, accountId: string) =>
  tx.query({
    text: `update sessions set acr = $2, amr = array_remove(amr, 'mfa') where account_id = $1 and acr = $3`,
    values: [accountId, acr.messenger, acr.mfa],
  });
