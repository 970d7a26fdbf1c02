import type { Sql } from '@atlas/shared/ports';
import type { Locale } from '@atlas/shared/wire';
import type { SignInValues } from './sign-in-query.ts';

export type SignedIn = {
  /** Index into what was passed. */
  n: number;
  isNew: boolean;
  accountId: string;
  displayName: string;
  locale: Locale;
  accountCreatedAt: Date;
};

const bytea = (bytes: Buffer) => `\\x${bytes.toString('hex')}`;

const toRecord = (v: SignInValues, n: number) => ({
  n,
  now: v.now,
  messenger: v.messenger,
  app_scope: v.appScope,
  subject: v.subject,
  fingerprint: bytea(v.fingerprint),
  pin_expires_at: v.pinExpiresAt,
  jkt: v.jkt,
  session_id: v.sessionId,
  amr: v.amr,
  acr: v.acr,
  auth_time: v.authTime,
  proof_fresh_until: v.proofFreshUntil,
  device: v.device,
  session_expires_at: v.sessionExpiresAt,
  opened_event_id: v.openedEventId,
  opened_data: v.openedData,
  refresh_hash: bytea(v.refreshHash),
  refresh_expires_at: v.refreshExpiresAt,
  traceparent: v.traceparent,
  ...(v.registration && {
    account_id: v.registration.accountId,
    identity_id: v.registration.identityId,
    display_name: v.registration.displayName,
    locale: v.registration.locale,
    sealed_key: v.registration.sealedKey,
    registered_event_id: v.registration.eventId,
    registered_data: v.registration.data,
  }),
});

/**
 * Calls the SQL function `sign_in_many` (migration 0011): one round trip and one commit for all. Who is not in the
 * answer was not signed in, and nothing was written for them: `signIn` says why.
 */
export const signInMany = (sql: Sql, many: readonly SignInValues[]): Promise<SignedIn[]> =>
  sql.query<SignedIn>({
    name: 'sign_in_many',
    text: `select n, is_new as "isNew", account_id as "accountId", display_name as "displayName", locale,
             account_created_at as "accountCreatedAt"
           from sign_in_many($1)`,
    values: [JSON.stringify(many.map(toRecord))],
  });
