import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secondFactorsOf, startApi, type TestApi } from '../testing/index.ts';

let nextPerson = 1;

describe('codes that are sent', () => {
  let api: TestApi;
  let person: ReturnType<typeof secondFactorsOf>;
  beforeAll(async () => {
    api = await startApi({ sms: { countries: ['DE', 'FR'], dayBudgetMinor: 800, priceMinor: 8 } });
    person = secondFactorsOf(api);
  });
  afterAll(() => api[Symbol.asyncDispose]());

  const ask = async (body: object): Promise<string> => {
    const answer = await api.post('/v1/factors', body, await api.signIn(nextPerson++));
    return answer.status === 201 ? 'sent' : (answer.body.code ?? '');
  };
  const sms = (phone: string) => ask({ kind: 'sms', phone });
  /** So many people, in waves of eight: the pool's connections are few, and nobody waits long for one. */
  const many = async (count: number, to: (n: number) => Promise<string>) => {
    const answers: string[] = [];
    for (let from = 0; from < count; from += 8) {
      const some = Array.from({ length: Math.min(8, count - from) }, (_, n) => to(from + n));
      answers.push(...(await Promise.all(some)));
    }
    return answers;
  };
  /** Sixteen at once. */
  const atOnce = async (bodyOf: (n: number) => object) => {
    const people = await Promise.all(Array.from({ length: 16 }, () => api.signIn(nextPerson++)));
    const answers = await Promise.all(people.map((tokens, n) => api.post('/v1/factors', bodyOf(n), tokens)));
    return answers.map(({ status, body }) => (status === 201 ? 'sent' : (body.code ?? '')));
  };
  const countOf = (answers: readonly string[], what: string) =>
    answers.filter((answer) => answer === what).length;

  it('reach one number or address ten times a day, whoever asks, also when 16 ask at once', async () => {
    const toOne = await atOnce(() => ({ kind: 'sms', phone: '+4915112340001' }));
    expect([countOf(toOne, 'sent'), countOf(toOne, 'send_limited')]).toEqual([10, 6]);
    const mail = await atOnce(() => ({ kind: 'email', email: 'Many@Example.com' }));
    expect(countOf(mail, 'sent')).toBe(10);
    expect(await ask({ kind: 'email', email: 'many@example.COM' })).toBe('send_limited');
    expect(await ask({ kind: 'email', email: 'other@example.com' })).toBe('sent');
    api.clock.advanceSeconds(24 * 3600);
    expect(await sms('+4915112340001')).toBe('sent');
  });

  it('stop at a prefix where hardly anybody answers, and go on where people do', async () => {
    const phone = (n: number) => `+491522${1_000_000 + n}`;
    const first = await many(30, (n) => sms(phone(n)));
    expect(countOf(first, 'sent')).toBe(30);
    expect(await sms(phone(31))).toBe('send_limited');

    const answered = (n: number) => `+491533${1_000_000 + n}`;
    await many(24, (n) => sms(answered(n)));
    let who = await person.enrol({ kind: 'totp' }, await api.signIn(nextPerson++));
    for (let n = 24; n < 30; n += 1) who = await person.enrol({ kind: 'sms', phone: answered(n) }, who);
    expect(await sms(answered(30))).toBe('sent');
  });

  it('stop at 50 an hour to one prefix', async () => {
    api.clock.advanceSeconds(24 * 3600);
    // As many right answers as it takes not to look like pumping.
    const phone = (n: number) => `+491544${1_000_000 + n}`;
    await many(10, (n) => sms(phone(n)));
    await api.database.query({
      text: `insert into send_counters (key, window_starts_at, expires_at, count)
             select replace(key, '.sent', ''), window_starts_at, expires_at, 10 from send_counters
             where key like '%.sent' and count = 10`,
    });
    expect(countOf(await many(44, (n) => sms(phone(n + 10))), 'sent')).toBe(40);
    api.clock.advanceSeconds(3600);
    expect(await sms(phone(60))).toBe('sent');
  });

  it('cost no more in a day than the budget, and mail goes on', async () => {
    api.clock.advanceSeconds(24 * 3600);
    const phones = (n: number) => `+3361${String(10_000_000 + n * 100_000).slice(1)}`;
    await api.database.query({
      text: `insert into send_counters (key, window_starts_at, expires_at, count)
             values ('sms.budget', date_trunc('day', $1::timestamptz, 'UTC'), $1::timestamptz + interval '1 day', 94)`,
      values: [api.clock()],
    });
    const answers = await atOnce((n) => ({ kind: 'sms', phone: phones(n) }));
    expect([countOf(answers, 'sent'), countOf(answers, 'send_limited')]).toEqual([6, 10]);
    expect(await ask({ kind: 'email', email: 'free@example.com' })).toBe('sent');
  });

  it('leave nothing behind when they are refused: no challenge, no command, no count', async () => {
    const state = async () =>
      (
        await api.database.query<{ state: string }>({
          text: `select concat_ws(' ', (select count(*) from challenges), (select count(*) from event_log where topic = 'atlas.commands.notify'),
                   (select sum(count) from send_counters), (select count(*) from factors)) as state`,
        })
      )[0]?.state;
    const before = await state();
    expect(await sms('+33699999999')).toBe('send_limited');
    expect(await state()).toBe(before);
  });

  it('are 20 an hour from one network', async () => {
    await using strict = await startApi({ rateLimitFactor: 1 });
    const answers: unknown[] = [];
    for (let n = 0; n < 22; n += 1) {
      const tokens = await strict.signIn(n + 1);
      const { status, body } = await strict.post(
        '/v1/factors',
        { kind: 'email', email: `n${n}@example.com` },
        tokens,
      );
      answers.push(status === 201 ? 'sent' : body.code);
    }
    expect(answers).toEqual([...Array(20).fill('sent'), 'rate_limited', 'rate_limited']);
    expect((await strict.post('/v1/factors', { kind: 'totp' }, await strict.signIn(50))).status).toBe(201);
  });
});
