import { createConnection } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../testing/start-sandbox.ts';

const within = { timeout: 10_000, interval: 20 };

const mail = [
  'From: Atlas <no-reply@atlas.localhost>',
  'To: anna@example.org',
  'Subject: =?utf-8?B?0JrQvtC0?=',
  'Message-ID: <1@atlas.localhost>',
  'Content-Type: multipart/alternative; boundary=x',
  '',
  '--x',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Your code is',
  '',
  '730461',
  '',
  '--x',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p>730461</p>',
  '--x--',
  '',
].join('\r\n');

/** Hands in a mail by hand; resolves with the last reply code, or `cut`. */
const handIn = (url: string, to = 'anna@example.org', raw = mail): Promise<string> =>
  new Promise((resolve) => {
    const socket = createConnection(Number(new URL(url).port), '127.0.0.1').setEncoding('utf8');
    const lines = ['EHLO test', 'MAIL FROM:<a@b.example>', `RCPT TO:<${to}>`, 'DATA', `${raw}\r\n.`];
    let last = 'cut';
    socket.on('error', () => resolve('cut'));
    socket.on('close', () => resolve(last));
    socket.on('data', (chunk) => {
      const reply = String(chunk).trim().split('\r\n').at(-1) ?? '';
      if (/^\d{3}-/.test(reply)) return;
      last = reply.slice(0, 3);
      const next = lines.shift();
      if (Number(last) >= 400 || !next) {
        resolve(last);
        return void socket.end('QUIT\r\n');
      }
      last = 'cut';
      socket.write(`${next}\r\n`);
    });
  });

const start = async () => {
  const sandbox = await startSandbox();
  const inbox = async (to = 'anna@example.org') =>
    (await sandbox.control('GET', `/emails?to=${encodeURIComponent(to)}`)).body as {
      subject: string;
      text: string;
    }[];
  const fault = (kind: string) => sandbox.control('POST', '/faults', { target: 'email', kind, count: 1 });
  return {
    sandbox,
    inbox,
    fault,
    url: sandbox.smtpUrl,
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
};

describe('the mail server of the desk', () => {
  it('shows a mail as its reader sees it: subject, text, HTML, and the code in it', async () => {
    await using world = await start();
    expect(await handIn(world.url)).toBe('250');
    await expect
      .poll(() => world.inbox(), within)
      .toMatchObject([
        {
          to: 'anna@example.org',
          from: 'Atlas <no-reply@atlas.localhost>',
          subject: 'Код',
          html: expect.stringContaining('<p>730461</p>'),
          code: '730461',
          headers: { 'message-id': '<1@atlas.localhost>' },
        },
      ]);
    expect(await world.inbox('ANNA@example.org')).toHaveLength(1);
    expect(await world.inbox('boris@example.org')).toEqual([]);
  });

  it.each([
    ['error', '451'],
    ['429', '450'],
    ['blocked', '550'],
    ['down', '421'],
    ['drop', 'cut'],
  ])('breaks as told, and is well again: %s', async (kind, code) => {
    await using world = await start();
    await world.fault(kind);
    expect(await handIn(world.url)).toBe(code);
    expect(await world.inbox()).toEqual([]);
    expect(await handIn(world.url)).toBe('250');
    await expect.poll(() => world.inbox(), within).toHaveLength(1);
  });

  it('loses, doubles or sends back what it took', async () => {
    await using world = await start();
    for (const kind of ['lost', 'duplicate', 'bounce']) {
      await world.fault(kind);
      expect(await handIn(world.url)).toBe('250');
    }
    await expect.poll(() => world.inbox(), within).toHaveLength(2);
    await expect
      .poll(() => world.inbox('no-reply@atlas.localhost'), within)
      .toMatchObject([{ subject: 'Undelivered Mail Returned to Sender' }]);
  });

  it('takes a mail whose answer never comes', async () => {
    await using world = await start();
    await world.fault('timeout');
    void handIn(world.url);
    await expect.poll(() => world.inbox(), within).toHaveLength(1);
  });
});
