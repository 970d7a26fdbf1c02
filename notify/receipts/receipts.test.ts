import { createHmac, randomUUIDv7 } from 'node:crypto';
import { createLogger, listen } from '@atlas/shared/process';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { publicUrl, smsKey, startNotify } from '../testing/index.ts';
import { createReadTwilioReceipt, receiptRoutes } from './index.ts';
import { twilioSignature } from './twilio-receipts.ts';

const within = { timeout: 10_000, interval: 20 };
type World = Awaited<ReturnType<typeof startNotify>>;

const serve = async (router: express.Router) => {
  const server = await listen(express().use(router), { port: 0 });
  return { url: `http://127.0.0.1:${server.port}`, [Symbol.asyncDispose]: () => server.close() };
};

const start = async () => {
  const stack = new AsyncDisposableStack();
  const world = stack.use(await startNotify());
  const { url } = stack.use(await serve((world.process as NonNullable<World['process']>).notify.router));
  const accountId = await world.register('42');
  await world.sendCode(accountId);
  await expect.poll(() => world.sms.taken, within).toHaveLength(1);
  const deliveryId = String(world.sms.taken[0]?.fields.clientRef);
  const isSettled = () =>
    world.database.query({
      text: `select id from notify.deliveries where id = $1 and state = 'sent'`,
      values: [deliveryId],
    });
  await expect.poll(isSettled, within).toHaveLength(1);

  const sign = (
    body: string,
    { key = smsKey, atSeconds = Math.floor(world.clock().getTime() / 1000) } = {},
  ) => `t=${atSeconds},v1=${createHmac('sha256', key).update(`${atSeconds}.${body}`).digest('hex')}`;
  const post = async (body: string, headers: Record<string, string> = {}, method = 'POST') => {
    const response = await fetch(`${url}/webhooks/sms`, {
      method,
      body: method === 'GET' ? undefined : body,
      headers: { 'Content-Type': 'application/json', 'X-Signature': sign(body), ...headers },
    });
    return { status: response.status, text: await response.text() };
  };
  const report = (status: string, clientRef = deliveryId) =>
    post(JSON.stringify({ id: '1', clientRef, status, at: world.clock().toISOString() }));
  const receipt = async () => {
    const [row] = await world.database.query<{ receipt: string | null; state: string }>({
      text: 'select receipt, state from notify.account_notifications where id = $1',
      values: [deliveryId],
    });
    return row;
  };
  return {
    world,
    post,
    sign,
    report,
    receipt,
    deliveryId,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
};

describe('POST /webhooks/sms', () => {
  it('notes what became of a message, and never steps back from what is final', async () => {
    await using receipts = await start();
    expect(await receipts.receipt()).toEqual({ receipt: null, state: 'sent' });
    for (const [status, noted] of [
      ['sent', 'sent'],
      ['queued', 'sent'],
      ['delivered', 'delivered'],
      ['sending', 'delivered'],
      ['failed', 'delivered'],
      ['delivered', 'delivered'],
    ] as const) {
      expect(await receipts.report(status)).toEqual({ status: 200, text: '' });
      expect(await receipts.receipt()).toMatchObject({ receipt: noted });
    }
  });

  it('ends in one of several final ones that come at once', async () => {
    await using receipts = await start();
    await Promise.all(
      Array.from({ length: 16 }, (_, n) => receipts.report(n % 2 ? 'delivered' : 'undelivered')),
    );
    const first = await receipts.receipt();
    await receipts.report(first?.receipt === 'delivered' ? 'undelivered' : 'delivered');
    expect(await receipts.receipt()).toEqual(first);
  });

  it('knows from a receipt that a message whose fate was unknown was sent', async () => {
    await using receipts = await start();
    await receipts.world.database.query({
      text: `update notify.deliveries set state = 'unknown', reason = 'no_answer' where id = $1`,
      values: [receipts.deliveryId],
    });
    await receipts.report('delivered');
    expect(await receipts.receipt()).toEqual({ receipt: 'delivered', state: 'sent' });
  });

  it('takes a receipt of something it does not know, so that it does not come again', async () => {
    await using receipts = await start();
    expect(await receipts.report('delivered', randomUUIDv7())).toMatchObject({ status: 200 });
  });

  it('refuses what is not signed with our key, too old, or changed on the way', async () => {
    await using receipts = await start();
    const body = JSON.stringify({ id: '1', clientRef: receipts.deliveryId, status: 'delivered' });
    const now = Math.floor(receipts.world.clock().getTime() / 1000);
    for (const signature of [
      '',
      'v1=00',
      receipts.sign(body, { key: 'another' }),
      receipts.sign(body, { atSeconds: now - 330 }),
      receipts.sign(body, { atSeconds: now + 330 }),
      receipts.sign(`${body} `),
    ]) {
      const { status, text } = await receipts.post(body, { 'X-Signature': signature });
      expect([status, JSON.parse(text).code]).toEqual([401, 'webhook_unauthorized']);
    }
    expect(await receipts.receipt()).toMatchObject({ receipt: null });
  });

  it('refuses another method, type, size and shape', async () => {
    await using receipts = await start();
    const signed = JSON.stringify({ id: '1', clientRef: 'no id', status: 'delivered' });
    expect(await receipts.post('', {}, 'GET')).toMatchObject({ status: 405 });
    expect(await receipts.post(signed)).toMatchObject({ status: 400 });
    expect(await receipts.post('{')).toMatchObject({ status: 400 });
    expect(await receipts.post(signed, { 'Content-Type': 'text/plain' })).toMatchObject({ status: 415 });
    expect(await receipts.post('x'.repeat(65 * 1024))).toMatchObject({ status: 413 });
  });

  it('asks to come again when it could not be stored', async () => {
    await using receipts = await start();
    receipts.world.way.cut();
    expect(await receipts.report('delivered')).toMatchObject({ status: 503 });
    receipts.world.way.mend();
    await expect.poll(() => receipts.report('delivered'), within).toMatchObject({ status: 200 });
  });
});

describe("Twilio's receipts", () => {
  it('are signed as Twilio documents it', () => {
    const parameters = new URLSearchParams({
      CallSid: 'CA1234567890ABCDE',
      Caller: '+14158675309',
      Digits: '1234',
      From: '+14158675309',
      To: '+18005551212',
    });
    expect(twilioSignature('12345', 'https://mycompany.com/myapp.php?foo=1&bar=2', parameters)).toBe(
      'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
    );
  });

  it('are taken when signed for our address, and for no other delivery', async () => {
    await using receipts = await start();
    const { database, clock } = receipts.world;
    await using server = await serve(
      receiptRoutes({
        database,
        clock,
        logger: createLogger({ process: 'test', level: 'silent' }),
        publicUrl,
        readReceipt: createReadTwilioReceipt({ authToken: 'token' }),
      }),
    );
    const post = async (status: string, options: { query?: string; signedFor?: string } = {}) => {
      const { query = `delivery=${receipts.deliveryId}`, signedFor = query } = options;
      const body = new URLSearchParams({ MessageSid: 'SM1', MessageStatus: status });
      const signature = twilioSignature('token', `${publicUrl}/webhooks/sms?${signedFor}`, body);
      const response = await fetch(`${server.url}/webhooks/sms?${query}`, {
        method: 'POST',
        body,
        headers: { 'X-Twilio-Signature': signature },
      });
      return response.status;
    };
    expect(await post('sent')).toBe(200);
    expect(await receipts.receipt()).toMatchObject({ receipt: 'sent' });
    expect(await post('delivered', { signedFor: `delivery=${randomUUIDv7()}` })).toBe(401);
    expect(await post('something new')).toBe(200);
    expect(await post('delivered', { query: 'delivery=1' })).toBe(400);
    expect(await receipts.receipt()).toMatchObject({ receipt: 'sent' });
    expect(await post('undelivered')).toBe(200);
    expect(await receipts.receipt()).toMatchObject({ receipt: 'undelivered' });
  });
});
