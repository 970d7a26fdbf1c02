import { join } from 'node:path';
import { createMetrics } from '@atlas/shared/process';
import { runScript } from '@atlas/shared/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../../sandbox/testing/start-sandbox.ts';
import type { OldShopCustomer } from '../../sandbox/wire.ts';
import { verifyChain } from '../audit/index.ts';
import { createHttpLegacyShop, observeShopCalls } from '../legacy-shop/index.ts';
import { createProjections } from '../projections/index.ts';
import { messengersOf, otherCode, secondFactorsOf, startApi, type TestApi } from '../testing/index.ts';
import { compareLog, type Difference } from './index.ts';

/** The API with an old shop behind it, and people who do everything that can be done. */
const startTraffic = async () => {
  const sandbox = await startSandbox();
  const legacyShop = createHttpLegacyShop({
    url: sandbox.at('/legacy-shop'),
    key: sandbox.legacyShop.key,
    timeoutMs: 1500,
    pauseMs: 20,
    observe: observeShopCalls(createMetrics({ runtime: false })),
  });
  const api = await startApi({ shopAnswerEveryMs: 0, shopProbeEveryMs: 60_000 }, { legacyShop });
  const { body } = await sandbox.control('GET', '/legacy-shop/customers');
  const open = (body as OldShopCustomer[]).filter(({ locked, slow }) => !locked && !slow);
  return {
    api,
    factors: secondFactorsOf(api),
    customers: open.map(({ login, password }) => ({ login, password })),
    [Symbol.asyncDispose]: async () => {
      await api[Symbol.asyncDispose]();
      await sandbox[Symbol.asyncDispose]();
    },
  };
};
type Traffic = Awaited<ReturnType<typeof startTraffic>>;

const ok = async <T extends { status: number; body: { code?: string } }>(answer: Promise<T>): Promise<T> => {
  const done = await answer;
  if (done.status >= 300) throw new Error(`refused: ${done.status} ${done.body.code}`);
  return done;
};

/** Signs in, out and in again, is asked whether a second key is theirs, changes what can be changed. */
const liveOrdinaryLife = async ({ api }: Traffic) => {
  const key = await api.createKey();
  const initData = api.initDataFor(101);
  const { accessToken, account, refreshToken } = await api.signIn(101, { key, initData });
  await ok(api.patch('/v1/account', { displayName: 'Zoë' }, { accessToken, key }));
  await ok(api.patch('/v1/account', { locale: 'ru' }, { accessToken, key }));
  const preferences = { account: { telegram: false } };
  await ok(api.put('/v1/notification-preferences', { preferences }, { accessToken, key }));
  await api.post('/v1/sessions/telegram', { initData }, { key: await api.createKey() });
  await ok(api.post('/v1/sessions/refresh', { refreshToken }, { key }));
  await Promise.all(Array.from({ length: 8 }, () => api.signIn(101)));
  const other = await api.signIn(101);
  await ok(api.delete(`/v1/sessions/${other.session.id}`, { accessToken, key }));
  const stolen = await api.signIn(101);
  await ok(api.post('/v1/sessions/refresh', { refreshToken: stolen.refreshToken }));
  await api.post('/v1/sessions/refresh', { refreshToken: stolen.refreshToken }); // a second time: the family ends
  await ok(api.delete('/v1/sessions?except=current', { accessToken, key }));
  return account.id;
};

/** Every kind of factor; renamed, made the default, used, taken off; backup codes used and renewed. */
const protectTheirAccount = async ({ api, factors }: Traffic) => {
  const { accessToken, account } = await api.signIn(102);
  await api.signIn(102);
  const sms = await factors.enrol({ kind: 'sms', phone: '+4915112345602' }, { accessToken });
  const confirmed = { accessToken: sms.accessToken };
  const totp = await factors.enrol({ kind: 'totp' }, confirmed);
  const email = await factors.enrol({ kind: 'email', email: 'zoe@example.com' }, confirmed);
  await factors.begin({ kind: 'totp' }, confirmed); // and never finished
  await ok(api.patch(`/v1/factors/${totp.factor.id}`, { name: 'Watch', isDefault: true }, confirmed));
  const raised = await factors.stepUp({ id: totp.factor.id, secret: totp.secret }, confirmed);
  const token = { accessToken: raised.accessToken };
  const backup = await factors.challenge({ kind: 'backup' }, token);
  await ok(factors.answer(backup, sms.backupCodes?.[0] as string, token));
  await ok(api.post('/v1/backup-codes', {}, token));
  await ok(api.delete(`/v1/factors/${totp.factor.id}`, token));
  await ok(api.delete(`/v1/factors/${sms.factor.id}`, token));
  return { accountId: account.id, emailId: email.factor.id, accessToken: token.accessToken };
};

/** Takes the last factor off, and has none. */
const loseProtection = async ({ api, factors }: Traffic) => {
  const { accessToken } = await api.signIn(103);
  const { factor, secret } = await factors.enrol({ kind: 'totp' }, { accessToken });
  const raised = await factors.stepUp({ id: factor.id, secret }, { accessToken });
  await ok(api.delete(`/v1/factors/${factor.id}`, { accessToken: raised.accessToken }));
};

/** Lost every factor: stops one recovery, lets one expire, has one stopped by a factor that turns up, completes one. */
const recover = async ({ api, factors }: Traffic) => {
  const { factor, secret } = await factors.enrol({ kind: 'totp' }, await api.signIn(108));
  const ask = async () => {
    const { accessToken } = await api.signIn(108);
    await ok(api.post('/v1/recovery', undefined, { accessToken }));
    return { accessToken };
  };
  await ok(api.delete('/v1/recovery', await ask()));
  await ask();
  api.clock.advanceSeconds(9 * 86_400);
  const found = await ask();
  await factors.stepUp({ id: factor.id, secret }, found);
  await ask();
  api.clock.advanceSeconds(86_401);
  const { accessToken, account } = await api.signIn(108);
  await ok(api.post('/v1/recovery/complete', undefined, { accessToken }));
  return account.id;
};

/** Guesses until the factor is switched off; the other one becomes the default. */
const guessTooOften = async ({ api, factors }: Traffic) => {
  const { accessToken, account } = await api.signIn(104);
  const guessed = await factors.enrol({ kind: 'sms', phone: '+4915112345604' }, { accessToken });
  await factors.enrol({ kind: 'totp' }, { accessToken: guessed.accessToken });
  await api.database.query({
    text: 'update factors set wrong_in_row = 99 where id = $1',
    values: [guessed.factor.id],
  });
  const challengeId = await factors.challenge({ factorId: guessed.factor.id }, { accessToken });
  const wrong = otherCode(await factors.sentCode(challengeId));
  await factors.answer(challengeId, wrong, { accessToken });
  return account.id;
};

/** Links, proves the password, unlinks, and links another shop account. */
const linkTheirShop = async ({ api, customers }: Traffic) => {
  const [first, second] = customers as [Traffic['customers'][0], Traffic['customers'][0]];
  const { accessToken, account } = await api.signIn(105);
  await ok(api.post('/v1/shop-link', first, { accessToken }));
  await ok(api.delete('/v1/shop-link', { accessToken }));
  const { body } = await ok(api.post('/v1/shop-link/preview', second, { accessToken }));
  await ok(api.post('/v1/shop-link', { linkTicket: body.linkTicket }, { accessToken }));
  const claimant = await api.signIn(106);
  await api.post('/v1/shop-link', second, { accessToken: claimant.accessToken });
  return account.id;
};

/** Links somebody else's; whoever reads what the shop has on file ends that. */
const loseTheLink = async ({ api, customers }: Traffic) => {
  const { accessToken, account } = await api.signIn(109);
  await ok(api.post('/v1/shop-link', customers[2], { accessToken }));
  const told = (await api.commands()).find(
    ({ type, subject }) => type === 'notify.send_shop_notice.v1' && subject === account.id,
  );
  if (!told) throw new Error('nobody was told of the link');
  const { code } = told.secret as { code: string };
  await ok(
    api.call('POST', '/not-me', {
      rawBody: new URLSearchParams({ code }).toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    }),
  );
};

/** Links in WhatsApp, protects that account, and makes it part of the one in Telegram; so does somebody without a link. */
const becomeOnePerson = async ({ api, factors, customers }: Traffic) => {
  const people = messengersOf(api);
  const mergeInto = async (
    userId: number,
    subject: string,
    customer: Traffic['customers'][0] | undefined,
  ) => {
    const first = await api.signIn(userId);
    const second = await people.signInByWhatsapp({ subject });
    if (customer) await ok(api.post('/v1/shop-link', customer, { accessToken: second.accessToken }));
    const { accessToken } = await factors.enrol({ kind: 'totp' }, { accessToken: second.accessToken });
    const { connectionId, token } = await people.start(first);
    const { body } = await ok(api.post('/v1/account-merges', { token }, { accessToken }));
    await ok(people.confirm(connectionId, String(body.number), first));
    return first;
  };
  const unlinked = await mergeInto(111, 'US.11100000000000000002', undefined);
  const { body } = await ok(api.get('/v1/account-merges', { accessToken: unlinked.accessToken }));
  expect(body.items).toHaveLength(1);
  const kept = await mergeInto(110, 'US.11100000000000000001', customers[3]);
  await ok(api.get('/v1/shop-link', { accessToken: kept.accessToken }));
};

/** Has everything, and goes. */
const leave = async ({ api, factors, customers }: Traffic) => {
  const { accessToken, account } = await api.signIn(107);
  await ok(api.post('/v1/shop-link', customers[0], { accessToken }));
  const { factor, secret } = await factors.enrol({ kind: 'totp' }, { accessToken });
  const raised = await factors.stepUp({ id: factor.id, secret }, { accessToken });
  await ok(api.delete('/v1/account', { accessToken: raised.accessToken }));
  await api.signIn(107);
  return account.id;
};

describe('events:rebuild', () => {
  let traffic: Traffic;
  let api: TestApi;
  const ids: Record<string, string> = {};
  const compare = () => compareLog({ ...api, projections: createProjections(api.vault) });
  beforeAll(async () => {
    traffic = await startTraffic();
    api = traffic.api;
    ids.ordinary = await liveOrdinaryLife(traffic);
    const { accountId, emailId } = await protectTheirAccount(traffic);
    Object.assign(ids, { protected: accountId, email: emailId });
    await loseProtection(traffic);
    ids.guessed = await guessTooOften(traffic);
    ids.recovered = await recover(traffic);
    ids.linked = await linkTheirShop(traffic);
    await loseTheLink(traffic);
    ids.left = await leave(traffic);
    await becomeOnePerson(traffic);
  });
  afterAll(() => traffic[Symbol.asyncDispose]());

  it('finds no difference after traffic of all kinds', async () => {
    const { differences, ...counts } = await compare();
    expect(differences).toEqual([]);
    expect(counts.accounts).toBe(14);
    expect(counts.rows).toBeGreaterThan(30);
    const types = new Set((await api.events()).map(({ type }) => type));
    for (const type of [
      'account.deleted.v1',
      'account.merged.v1',
      'account.updated.v1',
      'backup_code.used.v1',
      'backup_codes.created.v1',
      'identity.connected.v1',
      'identity.removed.v1',
      'recovery.cancelled.v1',
      'recovery.completed.v1',
      'recovery.requested.v1',
      'session.raised.v1',
      'session.revoked.v1',
      'shop_account.linked.v1',
      'shop_account.unlinked.v1',
      'suspicious.activity.v1',
      'two_factor.disabled.v1',
      'two_factor.enabled.v1',
      'two_factor.updated.v1',
    ])
      expect(types).toContain(type);
  });

  it('leaves a chain that verifies, erased people and all', async () => {
    const { fault } = await verifyChain(api);
    expect([null, 'late']).toContain(fault?.kind ?? null);
  });

  it.each<[string, string, Partial<Difference>]>([
    [
      'a name',
      `update accounts set display_name = 'Mallory' where id = :ordinary`,
      { table: 'accounts', column: 'display_name', fromEvents: 'personal', inTable: 'personal' },
    ],
    [
      'a language',
      `update accounts set locale = 'zh' where id = :ordinary`,
      { table: 'accounts', column: 'locale', fromEvents: 'ru', inTable: 'zh' },
    ],
    [
      'preferences',
      `update accounts set notification_preferences = '{}' where id = :ordinary`,
      { table: 'accounts', column: 'notification_preferences', inTable: {} },
    ],
    [
      'whose identity it is',
      `update identities set subject = '666' where account_id = :ordinary`,
      { table: 'identities', column: 'subject', inTable: 'personal' },
    ],
    [
      'an identity moved to another account',
      `update identities set account_id = :linked, app_scope = '7' where account_id = :ordinary`,
      { table: 'identities', column: null },
    ],
    [
      'a session come back to life',
      `update sessions set revoked_at = null where account_id = :ordinary`,
      { table: 'sessions', column: 'is_revoked', fromEvents: true, inTable: false },
    ],
    [
      'a session raised by hand',
      `update sessions set acr = 'urn:atlas:acr:mfa' where account_id = :linked`,
      { table: 'sessions', column: 'acr', inTable: 'urn:atlas:acr:mfa' },
    ],
    [
      'a session from nowhere',
      `insert into sessions select uuidv7(), account_id, messenger, jkt, amr, acr, auth_time, proof_fresh_until, device, created_at, last_seen_at, expires_at from sessions where account_id = :linked limit 1`,
      { table: 'sessions', column: null, fromEvents: null, inTable: 'a row' },
    ],
    [
      'a factor that is gone',
      `delete from factors where id = :email`,
      { table: 'factors', column: null, inTable: null },
    ],
    [
      'a factor switched on again',
      `update factors set state = 'active' where account_id = :guessed and state = 'locked'`,
      { table: 'factors', column: 'state', fromEvents: 'locked', inTable: 'active' },
    ],
    [
      'a backup code unused again',
      `update backup_codes set used_at = now() where id = (select c.id from backup_codes c join backup_code_sets s on s.id = c.set_id where s.account_id = :protected limit 1)`,
      { table: 'backup_code_sets', column: 'codes_left', fromEvents: 10, inTable: 9 },
    ],
    [
      'a recovery that was never stopped',
      `update recoveries set outcome = null, ended_at = null where account_id = :recovered and outcome = 'completed'`,
      { table: 'recoveries', column: 'outcome', fromEvents: 'completed', inTable: null },
    ],
    [
      'a link that is gone',
      `delete from shop_links where account_id = :linked`,
      { table: 'shop_links', column: null, inTable: null },
    ],
    [
      'a longer time to undo',
      `update shop_links set undo_until = undo_until + interval '1 day' where account_id = :linked`,
      { table: 'shop_links', column: 'undo_until' },
    ],
    [
      'a row of an erased person',
      `insert into accounts (id, display_name, locale, created_at) values (:left, 'x', 'en', now())`,
      { table: 'accounts', column: null, fromEvents: null, inTable: 'a row' },
    ],
    [
      'an event that is gone',
      `alter table event_log disable trigger append_only; delete from event_log where subject = :ordinary and sequence = 3`,
      { table: 'event_log', column: 'sequence', fromEvents: 3, inTable: 4 },
    ],
    [
      'a key that is gone',
      `delete from account_keys where account_id = :ordinary`,
      { table: 'account_keys', fromEvents: 'kept', inTable: 'destroyed' },
    ],
  ])('finds %s', async (_what, text, expected) => {
    const undo = new Error('undo');
    const found: Difference[] = [];
    await api.database
      .transaction(async (tx) => {
        await tx.query({ text: text.replaceAll(/(?<!\w):(\w+)/g, (_all, name: string) => `'${ids[name]}'`) });
        // The comparison as it is, inside this transaction, so that the next case begins with a good database.
        const inside = {
          ...api.database,
          transaction: <T>(work: (sql: typeof tx) => Promise<T>) =>
            work({
              query: (statement) =>
                statement.text.startsWith('set transaction') ? Promise.resolve([]) : tx.query(statement),
            }),
        };
        const { differences } = await compareLog({
          ...api,
          database: inside,
          projections: createProjections(api.vault),
        });
        found.push(...differences);
        throw undo;
      })
      .catch((error: unknown) => {
        if (error !== undo) throw error;
      });
    expect(found).toContainEqual(expect.objectContaining(expected));
  });

  const run = (args: readonly string[], env: Record<string, string>) =>
    runScript(join(import.meta.dirname, 'rebuild.ts'), args, env, { cwd: import.meta.dirname });

  it('says so on the command line, and exits 1 where there is a difference', async () => {
    const env = { DATABASE_URL: api.database.url, ATLAS_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') };
    expect(await run([], env)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^No difference: 14 accounts/),
    });
    await api.database.query({
      text: `update accounts set locale = 'zh' where id = $1`,
      values: [ids.ordinary],
    });
    const told = await run([], env);
    expect(told).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('locale is "zh", by the events "ru"'),
    });
    const json = await run(['--json'], env);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout).differences).toHaveLength(1);
  });

  it('says what to do with --help, and with no master key', async () => {
    expect(await run(['--help'], {})).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('events:rebuild'),
    });
    expect(await run([], { DATABASE_URL: 'postgres://127.0.0.1:1/x' })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('ATLAS_MASTER_KEY'),
    });
  });
});
