import type { Sql } from '@atlas/shared/ports';
import type { IdentityPath, Locale, Messenger } from '@atlas/shared/wire';

export type LiveChatSession = {
  id: string;
  messenger: Messenger;
  device: string;
  amr: string[];
  acr: string;
  authTime: Date;
  jkt: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  accountId: string;
  displayName: string;
  locale: Locale;
  accountCreatedAt: Date;
};

/** Prolongs the identity's chat session, whose proof is as fresh as the newest word; undefined when none lives. */
export const prolongChatSession = async (
  tx: Sql,
  values: { identity: IdentityPath; now: Date; freshUntil: Date; expiresAt: Date },
): Promise<LiveChatSession | undefined> => {
  const { messenger, appScope, subject } = values.identity;
  const [row] = await tx.query<LiveChatSession>({
    name: 'prolong_chat_session',
    text: `update sessions s
           set last_seen_at = $4, expires_at = $6, proof_fresh_until = greatest(s.proof_fresh_until, $5)
           from identities i join chat_sessions c on c.identity_id = i.id join accounts a on a.id = i.account_id
           where i.messenger = $1 and i.app_scope = $2 and i.subject = $3
             and s.id = c.session_id and s.account_id = i.account_id and s.revoked_at is null and s.expires_at > $4
           returning s.id, s.messenger, s.device, s.amr, s.acr, s.auth_time as "authTime", s.jkt,
             s.created_at as "createdAt", s.last_seen_at as "lastSeenAt", s.expires_at as "expiresAt",
             a.id as "accountId", a.display_name as "displayName", a.locale, a.created_at as "accountCreatedAt"`,
    values: [messenger, appScope, subject, values.now, values.freshUntil, values.expiresAt],
  });
  return row;
};

/** From now on this is the identity's chat session. */
export const upsertChatSession = (
  tx: Sql,
  { messenger, appScope, subject }: IdentityPath,
  sessionId: string,
) =>
  tx.query({
    name: 'upsert_chat_session',
    text: `insert into chat_sessions (identity_id, session_id)
           select id, $4 from identities where messenger = $1 and app_scope = $2 and subject = $3
           on conflict (identity_id) do update set session_id = excluded.session_id`,
    values: [messenger, appScope, subject, sessionId],
  });
