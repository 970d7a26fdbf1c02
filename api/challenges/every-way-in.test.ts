import { acr, type OpenedSession } from '@atlas/shared/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DpopKey, secondFactorsOf, signInitData, startApi, type TestApi } from '../testing/index.ts';

type Way = (userId: number) => Promise<{ accessToken: string; key?: DpopKey }>;
const factors = ['sms', 'email', 'totp', 'backup'] as const;

/**
 * The second factor is a policy after the proof: whichever way somebody came in, the same is asked, and each factor
 * answers it. One person with all factors, every way in, every factor.
 */
describe('every way to sign in, with every factor', () => {
  let api: TestApi;
  let person: ReturnType<typeof secondFactorsOf>;
  const userId = 1;
  let ids: Record<'sms' | 'email' | 'totp', string>;
  let totpSecret: string;
  let backupCodes: string[];
  beforeAll(async () => {
    api = await startApi();
    person = secondFactorsOf(api);
    const totp = await person.enrol({ kind: 'totp' }, await api.signIn(userId));
    const sms = await person.enrol({ kind: 'sms', phone: '+4915112341000' }, totp);
    const email = await person.enrol({ kind: 'email', email: 'ways@example.com' }, sms);
    ids = { sms: sms.factor.id, email: email.factor.id, totp: totp.factor.id };
    totpSecret = totp.secret;
    backupCodes = totp.backupCodes ?? [];
  });
  afterAll(() => api[Symbol.asyncDispose]());

  const openedBy = async (body: object, key?: DpopKey, path = '/v1/sessions/telegram') => {
    const answer = await api.post(path, body, key ? { key } : {});
    if (answer.status >= 300) throw new Error(`refused: ${answer.body.code}`);
    return { ...(answer.body as unknown as OpenedSession), ...(key ? { key } : {}) };
  };

  const ways: Record<string, Way> = {
    'init data, without a key': (userId) => openedBy({ initData: api.initDataFor(userId) }),
    'init data, bound to a key': async (userId) =>
      openedBy({ initData: api.initDataFor(userId) }, await api.createKey()),
    'init data of the bot by name': (userId) =>
      openedBy({ initData: api.initDataFor(userId) }, undefined, '/v1/sessions/telegram/7000000001'),
    'init data signed by the token before a rotation': (userId) =>
      openedBy({ initData: api.initDataFor(userId, {}, { botToken: api.botTokens.previous }) }),
    'the same init data again, same key': async (userId) => {
      const [initData, key] = [api.initDataFor(userId), await api.createKey()];
      await openedBy({ initData }, key);
      return openedBy({ initData }, key);
    },
    'a second key, confirmed in the chat': async (userId) => {
      // The chat is asked three times an hour at the most.
      api.clock.advanceSeconds(1800);
      const [initData, first, second] = [
        api.initDataFor(userId),
        await api.createKey(),
        await api.createKey(),
      ];
      await openedBy({ initData }, first);
      const asked = await api.post('/v1/sessions/telegram', { initData }, { key: second });
      const bot = { accessToken: await api.serviceToken() };
      const path = `/v1/service/identities/telegram/7000000001/${userId}/confirmations/${asked.body.confirmationId}`;
      await api.post(path, { decision: 'approve' }, bot);
      return openedBy({ initData }, second);
    },
    'a refresh token, without a key': async (userId) => {
      const { refreshToken } = await api.signIn(userId);
      return openedBy({ refreshToken }, undefined, '/v1/sessions/refresh');
    },
    'a refresh token, bound to a key': async (userId) => {
      const key = await api.createKey();
      const { refreshToken } = await api.signIn(userId, { key });
      return openedBy({ refreshToken }, key, '/v1/sessions/refresh');
    },
  };

  const claimsOf = (token: string) =>
    JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString());

  it.each(Object.entries(ways))('%s', async (_way, signIn) => {
    for (const kind of factors) {
      const { accessToken, key } = await signIn(userId);
      const options = { accessToken, ...(key ? { key } : {}) };
      expect(claimsOf(accessToken)).toMatchObject({ acr: acr.messenger, amr: ['telegram'] });
      const asked = await api.post('/v1/factors', { kind: 'totp' }, options);
      expect([kind, asked.body.code]).toEqual([kind, 'insufficient_user_authentication']);

      const by = kind === 'backup' ? { kind } : { factorId: ids[kind] };
      const challengeId = await person.challenge(by, options);
      const code = {
        sms: () => person.sentCode(challengeId),
        email: () => person.sentCode(challengeId),
        totp: () => person.nextTotpCode(totpSecret),
        backup: () => backupCodes.pop() ?? '',
      }[kind];
      const answer = await person.answer(challengeId, await code(), options);
      const proved = kind === 'totp' ? 'otp' : kind;
      expect(answer).toMatchObject({ status: 200, body: { acr: acr.mfa, amr: ['telegram', proved, 'mfa'] } });
      const raised = { ...options, accessToken: answer.body.accessToken as string };
      expect(claimsOf(raised.accessToken)).toMatchObject({
        acr: acr.mfa,
        ...(key ? { cnf: { jkt: key.jkt } } : {}),
      });
      const name = { name: `By ${kind}` };
      expect((await api.patch(`/v1/factors/${ids.sms}`, name, raised)).status).toBe(200);
      expect((await api.patch(`/v1/factors/${ids.sms}`, name, options)).status).toBe(401);
    }
  });

  it('asks nothing of another account of the same person at another bot', async () => {
    await person.enrol({ kind: 'totp' }, await api.signIn(900));
    const fields = {
      query_id: 'x',
      user: { id: 900, first_name: 'P' },
      auth_date: Math.floor(api.clock().getTime() / 1000),
    };
    const other = await openedBy(
      { initData: signInitData(api.botTokens.second, fields) },
      undefined,
      '/v1/sessions/telegram/7000000002',
    );
    expect((await api.get('/v1/factors', other)).body.items).toEqual([]);
  });
});
