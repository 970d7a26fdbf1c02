import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDesk, type Desk, signIn } from './desk.ts';
import { type RunningAtlas, startOnClone } from './start-on-clone.ts';

const wait = { timeout: 20_000, interval: 50 };

type Customer = {
  id: string;
  login: string;
  password: string;
  locked: boolean;
  slow: boolean;
  orders: unknown[];
};
type Answer = { status: number; body: Record<string, unknown> & { code?: string } };

describe('the account of the old shop', () => {
  let atlas: RunningAtlas;
  let desk: Desk;
  let customers: Customer[];
  beforeAll(async () => {
    atlas = await startOnClone();
    desk = createDesk(atlas.url);
    const answer = await fetch(`${atlas.url}/sandbox/control/legacy-shop/customers`);
    customers = (await answer.json()) as Customer[];
  });
  afterAll(() => atlas[Symbol.asyncDispose]());

  const customer = (
    isIt: (one: Customer) => boolean,
  ): { login: string; password: string; orders: unknown[] } =>
    customers.find((one) => isIt(one) && !one.slow) as Customer;
  const withOrders = () => customer(({ locked, orders }) => !locked && orders.length > 0);

  /** Somebody new who opened the app, with words for what they do there. */
  const newcomer = async (firstName: string) => {
    const { id } = await desk.createPerson({ firstName });
    let accessToken = '';
    const open = async () => {
      const { body } = await signIn(atlas.url, await desk.initData(id));
      accessToken = body.accessToken;
    };
    await open();
    const call = async (method: string, path: string, body?: object): Promise<Answer> => {
      const response = await fetch(`${atlas.url}/v1/shop-link${path}`, {
        method,
        headers: { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const text = await response.text();
      return { status: response.status, body: text ? JSON.parse(text) : {} };
    };
    return { id, open, call, hears: (words: RegExp) => expect.poll(() => desk.fromBot(id, words), wait) };
  };

  it('is previewed, linked, undone and linked again, and whoever else knows its password is reported', async () => {
    const { login, password, orders } = withOrders();
    const anna = await newcomer('Anna');
    const preview = await anna.call('POST', '/preview', { login, password });
    expect(preview).toMatchObject({ status: 200, body: { orderCount: orders.length } });
    expect(JSON.stringify(preview.body)).not.toContain(login);
    const { linkTicket } = preview.body;
    expect((await anna.call('POST', '', { linkTicket })).status).toBe(201);
    await anna.hears(/shop account is linked/).toHaveLength(1);

    expect((await anna.call('DELETE', '')).status).toBe(204);
    await anna.hears(/no longer linked/).toHaveLength(1);
    expect((await anna.call('POST', '', { login, password })).status).toBe(201);
    await anna.hears(/shop account is linked/).toHaveLength(2);

    const other = await newcomer('Mallory');
    const taken = await other.call('POST', '/preview', { login, password });
    expect(taken).toMatchObject({ status: 409, body: { code: 'shop_account_taken' } });
    await anna.hears(/Somebody else tried to link your shop account/).toHaveLength(1);
    expect((await anna.call('GET', '')).status).toBe(200);
  });

  it('is taken back by whoever reads what the shop has on file, without a messenger or an account', async () => {
    const { login, password } = customer((one) => one.login === 'tom@example.com');
    const thief = await newcomer('Thief');
    expect((await thief.call('POST', '', { login, password })).status).toBe(201);
    type Mail = { text: string };
    const mails = async (): Promise<Mail[]> =>
      (await (await fetch(`${atlas.url}/sandbox/control/emails?to=${login}`)).json()) as Mail[];
    await expect.poll(mails, wait).toHaveLength(1);
    const [code = ''] = /\d{4} \d{4} \d{4}/.exec((await mails())[0]?.text ?? '') ?? [];
    const said = await fetch(`${atlas.url}/not-me`, { method: 'POST', body: new URLSearchParams({ code }) });
    expect(said.status).toBe(200);
    await thief.hears(/Its owner said that the link was not theirs/).toHaveLength(1);
    expect((await thief.call('GET', '')).body.code).toBe('invalid_token');
    await thief.open();
    expect((await thief.call('POST', '', { login, password })).body.code).toBe('shop_link_blocked');
  });

  it('says the same of a wrong password, an unknown login and a locked account', async () => {
    const person = await newcomer('Wrong');
    const { login } = withOrders();
    const locked = customer((one) => one.locked);
    const answers = [
      await person.call('POST', '/preview', { login, password: 'wrong' }),
      await person.call('POST', '/preview', { login: 'nobody', password: 'wrong' }),
      await person.call('POST', '/preview', { login: locked.login, password: locked.password }),
    ];
    expect(answers.map(({ status, body }) => [status, body.code, body.attemptsLeft])).toEqual([
      [401, 'invalid_credentials', 4],
      [401, 'invalid_credentials', 3],
      [401, 'invalid_credentials', 2],
    ]);
  });

  it('waits while the shop is away, and the person is told when it is back', async () => {
    const person = await newcomer('Patient');
    const { login, password } = customer((one) => one.login === 'lilei88');
    await desk.fault({ target: 'legacy-shop', kind: 'error' });
    const away = await person.call('POST', '/preview', { login, password });
    expect(away).toMatchObject({ status: 503, body: { code: 'shop_unavailable' } });
    await desk.clearFaults();
    await person.hears(/old shop answers again/).toHaveLength(1);
    expect((await person.call('POST', '', { login, password })).status).toBe(201);
  });

  it('asks for a fresh proof, which opening the app again gives', async () => {
    const person = await newcomer('Late');
    const marta = customer((one) => one.login === 'marta');
    const credentials = { login: marta.login, password: marta.password };
    await desk.advanceClock(400);
    expect((await person.call('POST', '', credentials)).body.code).toBe('fresh_proof_required');
    await person.open();
    expect((await person.call('POST', '', credentials)).status).toBe(201);
  });
});
