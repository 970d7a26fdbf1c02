import { join } from 'node:path';
import { createDatabase, migrate } from '@atlas/shared/postgres';

const root = join(import.meta.dirname, '..');

/** A database of its own with `accounts` people who have signed in before: ids 1 … accounts. */
export const seedDatabase = async (serverUrl: string, name: string, accounts: number): Promise<string> => {
  const maintenance = createDatabase({ url: serverUrl, applicationName: 'bench', maxConnections: 1 });
  await maintenance.query({ text: `create database ${name}` });
  await maintenance.close();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const database = createDatabase({
    url: url.href,
    applicationName: 'bench',
    maxConnections: 1,
    statementTimeoutMs: 600_000,
  });
  for (const component of ['api', 'notify', 'bots', 'analytics', 'gamification']) {
    await migrate(database, { component, directory: join(root, component, 'migrations') });
  }
  await database.query({
    text: `with people as (
             select n, uuidv7() as account_id, uuidv7() as identity_id, now() as at from generate_series(1, ${accounts}) as n
           ), a as (
             insert into accounts (id, display_name, locale, created_at) select account_id, 'Bench Person ' || n, 'en', at from people
           ), k as (
             insert into account_keys (account_id, sealed_key) select account_id, repeat('k', 190) from people
           ), e as (
             insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
             select uuidv7(), 'user.registered.v1', 'atlas.accounts', account_id, 1, '/atlas/api', at,
               '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
               jsonb_build_object('messenger', 'telegram', 'appScope', '7000000001', 'chatId', repeat('s', 60),
                 'identityId', identity_id, 'displayName', repeat('s', 60), 'locale', 'en')
             from people
           )
           insert into identities (id, account_id, messenger, app_scope, subject, created_at)
           select identity_id, account_id, 'telegram', '7000000001', n::text, at from people`,
  });
  await database.query({ text: 'vacuum analyze accounts, identities, account_keys, event_log' });
  await database.close();
  return url.href;
};
