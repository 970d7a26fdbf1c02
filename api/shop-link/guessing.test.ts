import { describe, expect, it } from 'vitest';
import { judgeTries, type PastTry } from './judge-tries.ts';
import { shareLinking } from './testing/share-linking.ts';
import { startLinking } from './testing/start-linking.ts';

const begin = shareLinking();

const times = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

const noon = new Date('2026-11-21T12:00:00Z');
const ago = (seconds: number, of: Partial<PastTry>): PastTry => ({
  triedAt: new Date(noon.getTime() - seconds * 1000),
  ofAccount: false,
  ofLogin: false,
  ofNetwork: false,
  ...of,
});
const many = (count: number, seconds: number, of: Partial<PastTry>) =>
  Array.from({ length: count }, () => ago(seconds, of));
const after = (tries: readonly PastTry[]) => judgeTries(tries, noon);

describe('how many wrong passwords are taken', () => {
  it('five an hour from one account, and ten a day', () => {
    const own = { ofAccount: true };
    expect(after([])).toEqual({ allowed: true, attemptsLeft: 4 });
    expect(after(many(4, 60, own))).toEqual({ allowed: true, attemptsLeft: 0 });
    expect(after([...many(1, 3000, own), ...many(4, 60, own)])).toEqual({
      allowed: false,
      retryAfterSeconds: 600,
    });
    expect(after(many(5, 3601, own))).toEqual({ allowed: true, attemptsLeft: 4 });
    expect(after([...many(5, 50_000, own), ...many(4, 20_000, own)])).toEqual({
      allowed: true,
      attemptsLeft: 0,
    });
    expect(after([...many(5, 50_000, own), ...many(5, 20_000, own)])).toEqual({
      allowed: false,
      retryAfterSeconds: 36_400,
    });
  });

  it('five for one login whoever tries, then one each time the pause has doubled, up to an hour', () => {
    const theirs = { ofLogin: true };
    expect(after(many(4, 0, theirs))).toEqual({ allowed: true, attemptsLeft: 4 });
    const pauses = [5, 6, 7, 8, 9, 10, 11, 12, 13, 30].map((count) => after(many(count, 0, theirs)));
    expect(pauses.map((verdict) => !verdict.allowed && verdict.retryAfterSeconds)).toEqual([
      30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600,
    ]);
    expect(after(many(5, 31, theirs)).allowed).toBe(true);
  });

  it('twenty in a quarter of an hour from one network', () => {
    const near = { ofNetwork: true };
    expect(after(many(19, 0, near)).allowed).toBe(true);
    expect(after(many(20, 300, near))).toEqual({ allowed: false, retryAfterSeconds: 600 });
    expect(after(many(20, 901, near)).allowed).toBe(true);
  });
});

describe('guessing a shop password', () => {
  it('is counted before the password is compared: sixteen at once get five tries', async () => {
    const linking = await begin();
    const person = await linking.newPerson(1);
    const answers = await times(16, (index) =>
      linking.preview(person, { login: `nobody-${index}`, password: 'x' }),
    );
    const tried = answers.filter(({ status }) => status === 401);
    expect(tried.map(({ body }) => body.attemptsLeft).sort()).toEqual([0, 1, 2, 3, 4]);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(11);
    for (const { headers, body } of refused) {
      expect(body.code).toBe('rate_limited');
      expect(Number(headers.get('Retry-After'))).toBeGreaterThan(3500);
    }
    expect(await linking.eventsOf(person, 'suspicious.activity.v1')).toMatchObject([
      { data: { kind: 'shop_password_guessed', sessionId: person.session.id } },
    ]);
  });

  it('is counted per login over accounts, however the login is written, by preview, link and verify alike', async () => {
    const linking = await begin();
    const people = await times(6, (index) => linking.newPerson(index + 1));
    const [one, two, three, four, five, six] = people as [(typeof people)[0], ...typeof people] &
      typeof people;
    const wrong = (login: string) => ({ login, password: 'wrong' });
    await linking.link(five as typeof one, linking.credentials(linking.customer('marta')));
    const answers = [
      await linking.preview(one, wrong('anna@example.com')),
      await linking.preview(two as typeof one, wrong('ANNA@example.com')),
      await linking.link(three as typeof one, wrong(' anna@example.com ')),
      await linking.link(four as typeof one, wrong('ａｎｎａ@example.com')),
      await linking.verify(five as typeof one, wrong('Anna@Example.com')),
    ];
    expect(answers.map(({ body }) => body.code)).toEqual(Array(5).fill('invalid_credentials'));
    const late = await linking.preview(six as typeof one);
    expect(late).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(Number(late.headers.get('Retry-After'))).toBeLessThanOrEqual(30);

    linking.api.clock.advanceSeconds(31);
    expect((await linking.preview(six as typeof one)).status).toBe(200);
    // The right password ends the count of its login.
    expect((await linking.preview(one)).status).toBe(200);
  });

  it('is counted per network, and the same for logins that exist and that don’t', async () => {
    const linking = await begin();
    const people = await times(6, (index) => linking.newPerson(index + 1));
    const [stranger, ...others] = people;
    await Promise.all(
      others
        .slice(0, 4)
        .map((person, at) =>
          times(5, (index) => linking.preview(person, { login: `nobody-${at}-${index}`, password: 'x' })),
        ),
    );
    for (const body of [linking.credentials(linking.anna), { login: 'nobody', password: 'x' }]) {
      const answer = await linking.preview(stranger as (typeof people)[0], body);
      expect(answer).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    }
  });

  it('is not counted when it was right, or when the shop was away', async () => {
    const linking = await begin();
    const person = await linking.newPerson(1);
    for (let round = 0; round < 6; round += 1) expect((await linking.preview(person)).status).toBe(200);
    await linking.fault({ kind: 'error' });
    for (let round = 0; round < 4; round += 1) {
      expect((await linking.preview(person)).body.code).toBe('shop_unavailable');
    }
    await linking.mend();
    expect(await linking.api.database.query({ text: 'select 1 from shop_link_tries' })).toEqual([]);
    const wrong = await linking.preview(person, { login: 'nobody', password: 'x' });
    expect(wrong.body.attemptsLeft).toBe(4);
  });

  it('right passwords of one’s own do not refill the tries', async () => {
    const linking = await begin();
    const person = await linking.newPerson(1);
    const wrong = () => linking.preview(person, { login: 'anna@example.com', password: 'x' });
    const left = [];
    for (let round = 0; round < 5; round += 1) {
      left.push((await wrong()).body.attemptsLeft);
      if (round < 4) await linking.preview(person, linking.credentials(linking.customer('marta')));
    }
    expect(left).toEqual([4, 3, 2, 1, 0]);
    expect((await linking.preview(person, linking.credentials(linking.customer('marta')))).status).toBe(429);
  });
});

describe('unknown login, wrong password and locked account', () => {
  it('have one answer, at one time, though the shop takes longer for those it knows', async () => {
    const everyMs = 150;
    await using linking = await startLinking({ answerEveryMs: everyMs });
    const person = await linking.newPerson(1);
    const locked = linking.customers.find((customer) => customer.locked) as (typeof linking.customers)[0];
    const bodies = {
      unknown: { login: 'nobody@example.com', password: linking.anna.password },
      wrong: { login: linking.anna.login, password: 'trail-runner-2020' },
      locked: linking.credentials(locked),
    };
    const spent: Record<string, number[]> = { unknown: [], wrong: [], locked: [] };
    const answers = new Set<string>();
    for (let round = 0; round < 11; round += 1) {
      for (const [kind, body] of Object.entries(bodies)) {
        await linking.api.database.query({ text: 'delete from shop_link_tries' });
        const startedAtMs = performance.now();
        const answer = await linking.preview(person, body);
        spent[kind]?.push(performance.now() - startedAtMs);
        const { requestId: _, ...rest } = answer.body;
        answers.add(JSON.stringify([answer.status, rest, [...answer.headers.keys()].sort()]));
      }
    }
    expect(answers.size).toBe(1);
    expect([...answers][0]).toContain('"code":"invalid_credentials"');
    // On a busy machine the quickest of each tells best what the server waits for.
    const quickest = Object.values(spent).map((all) => Math.min(...all));
    expect(Math.min(...quickest)).toBeGreaterThanOrEqual(everyMs);
    expect(Math.max(...quickest) - Math.min(...quickest)).toBeLessThan(5);
  });
});
