import type { Sql } from '@atlas/shared/ports';
import type { IdentityPath } from '@atlas/shared/wire';

export type ConversationRow = {
  state: string | null;
  nonce: string;
  awaitsSecret: boolean;
  version: number;
  updateId: string;
  reply: string | null;
  expiresAt: Date;
};

export const selectConversation = async (
  sql: Sql,
  { messenger, appScope, subject }: IdentityPath,
): Promise<ConversationRow | undefined> => {
  const [row] = await sql.query<ConversationRow>({
    name: 'bots_select_conversation',
    text: `select state, nonce, awaits_secret as "awaitsSecret", version, update_id as "updateId", reply,
             expires_at as "expiresAt"
           from bots.conversations where messenger = $1 and app_scope = $2 and subject = $3`,
    values: [messenger, appScope, subject],
  });
  return row;
};

/** Takes the next step; false when somebody else took it since `version` was read. */
export const advanceConversation = async (
  sql: Sql,
  { messenger, appScope, subject }: IdentityPath,
  next: ConversationRow,
): Promise<boolean> => {
  const rows = await sql.query({
    name: 'bots_advance_conversation',
    text: `insert into bots.conversations as known
             (messenger, app_scope, subject, state, nonce, awaits_secret, version, update_id, reply, expires_at)
           select $1, $2, $3, $4, $5, $6, $7::bigint, $8, $9, $10
           on conflict (messenger, app_scope, subject) do update
             set state = excluded.state, nonce = excluded.nonce, awaits_secret = excluded.awaits_secret,
               version = excluded.version, update_id = excluded.update_id, reply = excluded.reply,
               expires_at = excluded.expires_at
             where known.version = excluded.version - 1
           returning version`,
    values: [
      ...[messenger, appScope, subject, next.state, next.nonce, next.awaitsSecret, next.version],
      ...[next.updateId, next.reply, next.expiresAt],
    ],
  });
  return rows.length > 0;
};

/** Forgets what nobody goes on with; that the next words are a secret is known for an hour more. */
export const forgetConversations = async (sql: Sql, now: Date): Promise<void> => {
  await sql.query({
    text: `update bots.conversations set state = null, reply = null
           where expires_at <= $1 and (state is not null or reply is not null)`,
    values: [now],
  });
  await sql.query({
    text: `delete from bots.conversations where expires_at <= $1::timestamptz - interval '1 hour'`,
    values: [now],
  });
};
