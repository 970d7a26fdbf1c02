import type { Sql } from '@atlas/shared/ports';
import type { Locale, Messenger } from '@atlas/shared/wire';

/** What the first visit of a person writes beside the session. */
export type Registration = {
  accountId: string;
  identityId: string;
  displayName: string;
  locale: Locale;
  sealedKey: string;
  eventId: string;
  data: object;
};

/** Everything the one statement of a sign-in may need. */
export type SignInValues = {
  now: Date;
  messenger: Messenger;
  appScope: string;
  subject: string;
  fingerprint: Buffer;
  pinExpiresAt: Date;
  jkt: string | null;
  needsKnownKey: boolean;
  /** Null for somebody who is surely registered. */
  registration: Registration | null;
  sessionId: string;
  amr: readonly string[];
  acr: string;
  authTime: Date;
  proofFreshUntil: Date;
  device: string;
  sessionExpiresAt: Date;
  openedEventId: string;
  openedData: object;
  refreshHash: Buffer;
  refreshExpiresAt: Date;
  traceparent: string;
};

type Opened = {
  outcome: 'opened';
  isNew: boolean;
  accountId: string;
  displayName: string;
  locale: Locale;
  accountCreatedAt: Date;
};

export type SignInRow =
  | (Opened & { sessionId: null })
  /** This very init data had opened a session for the same key before. */
  | (Opened & {
      sessionId: string;
      sessionDevice: string;
      sessionAuthTime: Date;
      sessionCreatedAt: Date;
      sessionExpiresAt: Date;
    })
  | { outcome: 'other_key'; accountId: string; sessionId: string }
  | { outcome: 'unregistered' }
  | { outcome: 'replayed' }
  | { outcome: 'stale' };

/** Calls the SQL function `sign_in` (migration 0003): one round trip, one transaction. */
export const signIn = async (sql: Sql, v: SignInValues): Promise<SignInRow> => {
  const r = v.registration;
  const [row] = await sql.query<SignInRow>({
    name: 'sign_in',
    text: `select outcome, is_new as "isNew", account_id as "accountId", display_name as "displayName", locale,
             account_created_at as "accountCreatedAt", session_id as "sessionId", session_device as "sessionDevice",
             session_auth_time as "sessionAuthTime", session_created_at as "sessionCreatedAt",
             session_expires_at as "sessionExpiresAt"
           from sign_in($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
             $23, $24, $25, $26, $27)`,
    // ISO text: the driver's own formatting of dates is several times slower.
    values: [
      v.now.toISOString(),
      v.messenger,
      v.appScope,
      v.subject,
      v.fingerprint,
      v.pinExpiresAt.toISOString(),
      v.jkt,
      v.needsKnownKey,
      r?.accountId,
      r?.identityId,
      r?.displayName,
      r?.locale,
      r?.sealedKey,
      r?.eventId,
      r && JSON.stringify(r.data),
      v.sessionId,
      v.amr,
      v.acr,
      v.authTime.toISOString(),
      v.proofFreshUntil.toISOString(),
      v.device,
      v.sessionExpiresAt.toISOString(),
      v.openedEventId,
      JSON.stringify(v.openedData),
      v.refreshHash,
      v.refreshExpiresAt.toISOString(),
      v.traceparent,
    ],
  });
  return row as SignInRow;
};
