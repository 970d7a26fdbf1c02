import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../testing/start-sandbox.ts';

const within = { timeout: 10_000, interval: 20 };
const to = '+79261234512';

/** Whoever sent the text, waiting for receipts. */
const startReceiver = async () => {
  const received: { url: string; headers: IncomingHttpHeaders; body: string }[] = [];
  let refusals = 0;
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => void chunks.push(chunk));
    req.on('end', () => {
      received.push({ url: req.url ?? '', headers: req.headers, body: Buffer.concat(chunks).toString() });
      if (refusals > 0) {
        refusals -= 1;
        res.writeHead(503);
      }
      res.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/receipts`,
    received,
    refuseNext: (count: number) => {
      refusals = count;
    },
    statuses: () => received.map(({ body }) => JSON.parse(body).status as string),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const start = async () => {
  const stack = new AsyncDisposableStack();
  const sandbox = stack.use(await startSandbox());
  const receiver = stack.use(await startReceiver());
  const { apiKey, twilioKey } = sandbox.sandbox.sms;
  const message = (more: object = {}) => ({
    to,
    from: 'Atlas',
    body: 'Your code\n\n@shop.example #730461',
    clientRef: crypto.randomUUID(),
    validitySeconds: 300,
    callbackUrl: receiver.url,
    category: 'otp',
    ...more,
  });
  const send = async (more: object = {}, headers: Record<string, string> = {}) => {
    const response = await fetch(`${sandbox.smsApiRoot}/messages`, {
      method: 'POST',
      body: JSON.stringify(message(more)),
      headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json', ...headers },
    });
    const body = (await response.json()) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, body };
  };
  const twilio = async (fields: Record<string, string> = {}, { key = twilioKey, path = '' } = {}) => {
    const sid = twilioKey.split(':')[0];
    const response = await fetch(
      `${sandbox.smsApiRoot}/2010-04-01/Accounts/${sid}/${path || 'Messages.json'}`,
      {
        method: path ? 'GET' : 'POST',
        ...(path
          ? {}
          : {
              body: new URLSearchParams({
                To: to,
                From: '+15005550006',
                Body: 'Hello',
                StatusCallback: `${receiver.url}?delivery=1`,
                ...fields,
              }),
            }),
        headers: { Authorization: `Basic ${Buffer.from(key).toString('base64')}` },
      },
    );
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const inbox = async (address = to) =>
    (await sandbox.control('GET', `/sms?to=${encodeURIComponent(address)}`)).body as {
      text: string;
      code: string;
    }[];
  const fault = (kind: string, more: object = { count: 1 }) =>
    sandbox.control('POST', '/faults', { target: 'sms', kind, ...more });
  return {
    sandbox,
    receiver,
    apiKey,
    twilioKey,
    send,
    twilio,
    inbox,
    fault,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
};

describe('the SMS gateway of the desk', () => {
  it('takes a text, brings it to the phone, and says so, signed', async () => {
    await using world = await start();
    expect(await world.send()).toMatchObject({
      status: 202,
      body: { id: expect.any(String), status: 'queued', segments: 1, encoding: 'GSM-7' },
    });
    await expect
      .poll(() => world.inbox(), within)
      .toMatchObject([{ code: '730461', status: 'delivered', to }]);
    await expect.poll(() => world.receiver.statuses(), within).toEqual(['sent', 'delivered']);
    const { headers, body } = world.receiver.received[0] as { headers: IncomingHttpHeaders; body: string };
    const [, seconds, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-signature'])) ?? [];
    expect(signature).toBe(createHmac('sha256', world.apiKey).update(`${seconds}.${body}`).digest('hex'));
    expect((await world.sandbox.control('GET', '/sms?to=+79261234512')).body).toHaveLength(1);
    expect(await world.inbox('+10000000000')).toEqual([]);
  });

  it('takes one reference once, and refuses another text under it', async () => {
    await using world = await start();
    const clientRef = 'the-same';
    const answers = await Promise.all(Array.from({ length: 16 }, () => world.send({ clientRef })));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    await expect.poll(() => world.inbox(), within).toHaveLength(1);
    expect(await world.send({ clientRef, body: 'another' })).toMatchObject({
      status: 409,
      body: { code: 'client_ref_reused' },
    });
  });

  it.each([
    ['a number that is none', { to: '123' }],
    ['no text', { body: '' }],
    ['a text too long', { body: 'x'.repeat(1601) }],
    ['no time to live', { validitySeconds: 0 }],
    ['a category nobody knows', { category: 'spam' }],
    ['a field nobody knows', { priority: 1 }],
    ['an address for receipts that is none', { callbackUrl: 'ftp://x' }],
  ])('refuses %s', async (_, more) => {
    await using world = await start();
    expect(await world.send(more)).toMatchObject({ status: 422, body: { code: 'body_invalid' } });
  });

  it('refuses another key, another type, and what is no JSON', async () => {
    await using world = await start();
    expect(await world.send({}, { Authorization: 'Bearer wrong' })).toMatchObject({ status: 401 });
    expect(await world.send({}, { 'Content-Type': 'text/plain' })).toMatchObject({ status: 415 });
    const response = await fetch(`${world.sandbox.smsApiRoot}/messages`, {
      method: 'POST',
      body: '{',
      headers: { Authorization: `Bearer ${world.apiKey}`, 'Content-Type': 'application/json' },
    });
    expect([response.status, await response.json()]).toEqual([400, { code: 'json_invalid' }]);
  });

  it.each([
    ['error', 500, 'internal'],
    ['429', 429, 'rate_limited'],
    ['down', 503, 'unavailable'],
    ['blocked', 422, 'recipient_opted_out'],
  ])('breaks as told: %s', async (kind, status, code) => {
    await using world = await start();
    await world.fault(kind);
    const refused = await world.send();
    expect(refused).toMatchObject({ status, body: { code } });
    if (status === 429) expect(refused.headers.get('retry-after')).toBe('1');
    expect(await world.send()).toMatchObject({ status: 202 });
    await expect.poll(() => world.inbox(), within).toHaveLength(1);
  });

  it('cuts a call before it is done, or after', async () => {
    await using world = await start();
    await world.fault('drop');
    await expect(world.send()).rejects.toThrow();
    expect(await world.inbox()).toEqual([]);
    await world.fault('timeout');
    void world.send().catch(() => undefined);
    await expect.poll(() => world.inbox(), within).toHaveLength(1);
  });

  it('loses, doubles or sends back what it took', async () => {
    await using world = await start();
    for (const kind of ['lost', 'bounce', 'duplicate']) await world.fault(kind);
    for (const body of ['lost', 'bounced', 'doubled']) {
      await world.send({ body });
      await expect
        .poll(() => world.receiver.statuses().at(-1), within)
        .toBe({ lost: 'sent', bounced: 'undelivered', doubled: 'delivered' }[body]);
    }
    expect((await world.inbox()).map(({ text }) => text)).toEqual(['doubled', 'doubled']);
  });

  it('tells again while nobody listens', async () => {
    await using world = await start();
    world.receiver.refuseNext(2);
    await world.send();
    await expect.poll(() => world.receiver.statuses(), within).toEqual(['sent', 'sent', 'sent', 'delivered']);
  });
});

describe("Twilio's API on the desk", () => {
  it('takes a text as Twilio does, and signs its callbacks as Twilio does', async () => {
    await using world = await start();
    const { status, body } = await world.twilio();
    expect({ status, body }).toMatchObject({
      status: 201,
      body: {
        sid: expect.stringMatching(/^SM[0-9a-f]{32}$/),
        status: 'queued',
        num_segments: '1',
        to,
        error_code: null,
        direction: 'outbound-api',
      },
    });
    await expect.poll(() => world.receiver.received, within).toHaveLength(2);
    const {
      headers,
      body: form,
      url,
    } = world.receiver.received[1] as (typeof world.receiver.received)[number];
    const fields = new URLSearchParams(form);
    expect(fields.get('MessageStatus')).toBe('delivered');
    const signed = [...fields].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => name + value);
    const [, token = ''] = world.twilioKey.split(':');
    const address = world.receiver.url.replace('/receipts', url);
    expect(headers['x-twilio-signature']).toBe(
      createHmac('sha1', token)
        .update(address + signed.join(''))
        .digest('base64'),
    );
    await expect
      .poll(() => world.twilio({}, { path: `Messages/${body.sid}.json` }), within)
      .toMatchObject({ status: 200, body: { status: 'delivered' } });
  });

  it.each([
    [{ To: '' }, 21604],
    [{ To: '12' }, 21211],
    [{ From: '' }, 21603],
    [{ From: '!' }, 21606],
    [{ Body: '' }, 21602],
    [{ Body: 'x'.repeat(1601) }, 21617],
    [{ StatusCallback: 'nowhere' }, 21609],
    [{ ValidityPeriod: '0' }, 21622],
  ])('refuses %o with %i', async (fields, code) => {
    await using world = await start();
    expect(await world.twilio(fields)).toMatchObject({ status: 400, body: { code, status: 400 } });
  });

  it('refuses who is not known, and what is not there', async () => {
    await using world = await start();
    expect(await world.twilio({}, { key: 'AC0:wrong' })).toMatchObject({
      status: 401,
      body: { code: 20003 },
    });
    expect(await world.twilio({}, { path: 'Messages/SM0.json' })).toMatchObject({
      status: 404,
      body: { code: 20404 },
    });
    await world.fault('429');
    expect(await world.twilio()).toMatchObject({ status: 429, body: { code: 20429 } });
  });
});
