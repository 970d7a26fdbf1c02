import type { Clock, Database } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';

type Deps = { database: Database; clock: Clock; logger: Logger; everyMs?: number };

/** What may be forgotten, a batch at a time, so that no delete holds locks for long. `$1` is now. */
const statements: Readonly<Record<string, string>> = {
  init_data_pins: `delete from init_data_pins where fingerprint in
    (select fingerprint from init_data_pins where expires_at < $1 limit 5000)`,
  idempotency_keys: `delete from idempotency_keys where key_hash in
    (select key_hash from idempotency_keys where expires_at < $1 limit 5000)`,
  refresh_tokens: `delete from refresh_tokens where token_hash in
    (select token_hash from refresh_tokens where expires_at < $1::timestamptz - interval '1 day' limit 5000)`,
  stored_answers: `update refresh_tokens set sealed_answer = null where sealed_answer is not null
    and consumed_at < $1::timestamptz - interval '1 minute'`,
  sessions: `delete from sessions where id in
    (select id from sessions where expires_at < $1::timestamptz - interval '30 days' limit 5000)`,
  shop_link_tickets: `delete from shop_link_tickets where expires_at < $1`,
  shop_link_tries: `delete from shop_link_tries where tried_at < $1::timestamptz - interval '1 day'`,
  shop_link_blocks: `delete from shop_link_blocks where blocked_until < $1`,
  shop_link_reminders: `delete from shop_link_reminders where tried_at < $1::timestamptz - interval '7 days'`,
  challenges: `delete from challenges where id in
    (select id from challenges where created_at < $1::timestamptz - interval '1 day' limit 5000)`,
  unfinished_factors: `delete from factors where state = 'pending' and expires_at < $1`,
  code_sends: `delete from code_sends where sent_at < $1::timestamptz - interval '1 day'`,
  send_counters: `delete from send_counters where expires_at < $1::timestamptz - interval '1 day'`,
  verification_budgets: `delete from verification_budgets where updated_at < $1::timestamptz - interval '30 days'`,
  client_assertions: `delete from client_assertions where fingerprint in
    (select fingerprint from client_assertions where expires_at < $1 limit 5000)`,
  dpop_replays: `delete from dpop_replays where key_hash in
    (select key_hash from dpop_replays where expires_at < $1 limit 5000)`,
  recoveries: `delete from recoveries where expires_at < $1::timestamptz - interval '90 days'`,
  login_links: `delete from login_links where token_hash in
    (select token_hash from login_links where expires_at < $1 limit 5000)`,
  login_starts: `delete from login_starts where code_hash in
    (select code_hash from login_starts where expires_at < $1 limit 5000)`,
  wechat_oauth_starts: `delete from wechat_oauth_starts where state_hash in
    (select state_hash from wechat_oauth_starts where expires_at < $1 limit 5000)`,
  identity_connections: `delete from identity_connections where expires_at < $1`,
  proof_confirmations: `delete from proof_confirmations where created_at < $1::timestamptz - interval '2 days'`,
};

/** Deletes what has expired, once a minute. Safe in any number of processes; a failure waits for the next round. */
export const startMaintenance = ({
  database,
  clock,
  logger,
  everyMs = 60_000,
}: Deps): { run(): Promise<void>; stop(): void } => {
  const run = async () => {
    for (const [what, text] of Object.entries(statements)) {
      await database.query({ name: `maintain_${what}`, text, values: [clock()] });
    }
  };
  const timer = setInterval(() => {
    run().catch((error: unknown) => logger.warn({ error }, 'maintenance failed'));
  }, everyMs);
  timer.unref();
  return { run, stop: () => clearInterval(timer) };
};
