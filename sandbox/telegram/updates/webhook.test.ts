import { describe, expect, it } from 'vitest';
import { startBotServer } from '../../testing/bot-server.ts';
import { startSandbox, type TestSandbox } from '../../testing/start-sandbox.ts';

/** Telegram allows one setWebhook a second; tests ask again rather than sleep. */
const setWebhook = (sandbox: TestSandbox, args: object) =>
  expect.poll(() => sandbox.call('setWebhook', args), { timeout: 5000, interval: 100 });

describe('setWebhook', () => {
  it('says what it did, and getWebhookInfo tells the rest', async () => {
    await using sandbox = await startSandbox();
    await using bot = await startBotServer();
    expect(await sandbox.call('deleteWebhook')).toEqual({
      ok: true,
      result: true,
      description: 'Webhook is already deleted',
    });
    const set = {
      url: bot.url,
      secret_token: 'abc_DEF-123',
      max_connections: 7,
      allowed_updates: ['message'],
    };
    expect(await sandbox.call('setWebhook', set)).toEqual({
      ok: true,
      result: true,
      description: 'Webhook was set',
    });
    expect(await sandbox.call('setWebhook', set)).toEqual({
      ok: false,
      error_code: 429,
      description: 'Too Many Requests: retry after 1',
      parameters: { retry_after: 1 },
    });
    await setWebhook(sandbox, set).toEqual({ ok: true, result: true, description: 'Webhook is already set' });
    expect((await sandbox.call('getWebhookInfo')).result).toEqual({
      url: bot.url,
      has_custom_certificate: false,
      pending_update_count: 0,
      max_connections: 7,
      ip_address: '127.0.0.1',
      allowed_updates: ['message'],
    });
    expect(await sandbox.call('deleteWebhook')).toMatchObject({ description: 'Webhook was deleted' });
    expect((await sandbox.call('getWebhookInfo')).result).toMatchObject({ url: '', pending_update_count: 0 });
  });

  it.each([
    [{ url: 'http://shop.example/x' }, 'bad webhook: An HTTPS URL must be provided for webhook'],
    [
      { url: 'https://shop.example:3000/x' },
      'bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443',
    ],
    [{ url: 'https://10.0.0.1/x' }, 'bad webhook: IP address 10.0.0.1 is reserved'],
    [
      { url: 'https://no-such-host.invalid/' },
      'bad webhook: Failed to resolve host: Name or service not known',
    ],
    [{ url: 'https://:443/' }, 'invalid webhook URL specified'],
    [{ url: 'https://shop.example/', secret_token: 'a b' }, 'secret token contains unallowed characters'],
    [{ url: 'https://shop.example/', secret_token: 'a'.repeat(257) }, 'secret token is too long'],
  ])('refuses %o', async (args, words) => {
    await using sandbox = await startSandbox();
    expect(await sandbox.call('setWebhook', args)).toEqual({
      ok: false,
      error_code: 400,
      description: `Bad Request: ${words}`,
    });
  });

  it('can drop what was waiting', async () => {
    await using sandbox = await startSandbox();
    await using bot = await startBotServer();
    await sandbox.join();
    await sandbox.call('setWebhook', { url: bot.url, drop_pending_updates: true });
    expect((await sandbox.call('getWebhookInfo')).result.pending_update_count).toBe(0);
    expect(bot.received).toEqual([]);
  });
});

describe('webhook delivery', () => {
  it('brings each update once, with the secret, also those from before', async () => {
    await using sandbox = await startSandbox();
    await using bot = await startBotServer();
    const { id } = await sandbox.join();
    await sandbox.call('setWebhook', { url: bot.url, secret_token: 'sesame' });
    await sandbox.write(id, 'after');
    await expect.poll(bot.texts).toEqual(['/start', 'after']);
    expect(bot.received[0]?.headers).toMatchObject({
      'x-telegram-bot-api-secret-token': 'sesame',
      'content-type': 'application/json',
    });
    await expect.poll(async () => (await sandbox.call('getWebhookInfo')).result.pending_update_count).toBe(0);
  });

  it('keeps a chat in order and does not let it hold up others', async () => {
    await using sandbox = await startSandbox();
    await using bot = await startBotServer();
    const [slow, quick] = [
      await sandbox.join({}, { started: false }),
      await sandbox.join({}, { started: false }),
    ];
    const held: (() => void)[] = [];
    bot.answerWith(({ update }, res) => {
      if (update.message.chat.id === slow.id) held.push(() => res.end());
      else res.end();
    });
    await sandbox.call('setWebhook', { url: bot.url });
    for (const text of ['s1', 's2']) await sandbox.write(slow.id, text);
    for (const text of ['q1', 'q2']) await sandbox.write(quick.id, text);
    await expect.poll(() => bot.texts().filter((text) => text.startsWith('q'))).toEqual(['q1', 'q2']);
    expect(bot.texts()).not.toContain('s2');
    held.shift()?.();
    await expect.poll(bot.texts).toContain('s2');
    held.shift()?.();
  });

  it('never has more calls under way than max_connections', async () => {
    await using sandbox = await startSandbox();
    await using bot = await startBotServer();
    const held: (() => void)[] = [];
    bot.answerWith((_received, res) => void held.push(() => res.end()));
    await Promise.all(Array.from({ length: 8 }, () => sandbox.join()));
    await sandbox.call('setWebhook', { url: bot.url, max_connections: 3 });
    for (const seen of [3, 6, 8]) {
      await expect.poll(() => bot.received.length).toBe(seen);
      await sandbox.call('getMe');
      expect(held.length).toBeLessThanOrEqual(3);
      for (const release of held.splice(0)) release();
    }
  });

  it('tries again at once, then after 2, 4, 8 seconds, and tells why', async () => {
    await using sandbox = await startSandbox();
    await using bot = await startBotServer();
    const attemptsAt: number[] = [];
    bot.answerWith((_received, res) => {
      attemptsAt.push(sandbox.clock().getTime() / 1000);
      res.writeHead(attemptsAt.length < 5 ? 500 : 200).end();
    });
    await sandbox.call('setWebhook', { url: bot.url });
    await sandbox.join();
    await expect.poll(() => attemptsAt.length).toBe(2);
    expect((await sandbox.call('getWebhookInfo')).result).toMatchObject({
      pending_update_count: 1,
      last_error_date: expect.any(Number),
      last_error_message: 'Wrong response from the webhook: 500 Internal Server Error',
    });
    const passTime = () => {
      sandbox.clock.advanceSeconds(0.2);
      return attemptsAt.length;
    };
    await expect.poll(passTime, { interval: 25, timeout: 10_000 }).toBe(5);
    const waits = attemptsAt.slice(1).map((at, index) => at - (attemptsAt[index] ?? 0));
    for (const [index, seconds] of [0, 2, 4, 8].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(seconds);
      expect(waits[index]).toBeLessThan(seconds + 1.5);
    }
    await expect.poll(async () => (await sandbox.call('getWebhookInfo')).result.pending_update_count).toBe(0);
    expect(new Set(bot.received.map(({ update }) => update.update_id)).size).toBe(1);
  });

  it('waits as long as Retry-After says', async () => {
    await using sandbox = await startSandbox();
    await using bot = await startBotServer();
    bot.answerWith((_received, res) => void res.writeHead(429, { 'Retry-After': '30' }).end());
    await sandbox.call('setWebhook', { url: bot.url });
    await sandbox.join();
    await expect.poll(() => bot.received.length).toBe(1);
    bot.answerWith((_received, res) => void res.end());
    sandbox.clock.advanceSeconds(20);
    await sandbox.call('getMe');
    expect(bot.received).toHaveLength(1);
    sandbox.clock.advanceSeconds(11);
    await expect.poll(() => bot.received.length).toBe(2);
  });

  it('takes a cut connection and a refused one for failures', async () => {
    await using sandbox = await startSandbox();
    const bot = await startBotServer();
    bot.answerWith((_received, res) => void res.destroy());
    await sandbox.call('setWebhook', { url: bot.url });
    await sandbox.join();
    await expect.poll(() => bot.received.length).toBe(2);
    await bot[Symbol.asyncDispose]();
    sandbox.clock.advanceSeconds(2);
    await expect
      .poll(async () => (await sandbox.call('getWebhookInfo')).result.last_error_message)
      .toBe('Connection refused');
  });

  it('removes a webhook that has said for 23 hours that it is gone', async () => {
    await using sandbox = await startSandbox();
    await using bot = await startBotServer();
    bot.answerWith((_received, res) => void res.writeHead(410).end());
    await sandbox.call('setWebhook', { url: bot.url });
    await sandbox.join();
    await expect.poll(() => bot.received.length).toBe(2);
    sandbox.clock.advanceSeconds(23 * 3600 + 60);
    await expect.poll(async () => (await sandbox.call('getWebhookInfo')).result.url).toBe('');
  });

  it('does what a webhook’s answer asks for', async () => {
    await using sandbox = await startSandbox();
    await using bot = await startBotServer();
    bot.answerWith(({ update }, res) => {
      res.setHeader('Content-Type', 'application/json');
      res.end(JSON.stringify({ method: 'sendMessage', chat_id: update.message.chat.id, text: 'by reply' }));
    });
    await sandbox.call('setWebhook', { url: bot.url });
    const { id } = await sandbox.join();
    await expect
      .poll(async () => (await sandbox.chat(id)).at(-1))
      .toMatchObject({ from: 'bot', text: 'by reply' });
  });

  it('never lets an answer remove the webhook', async () => {
    await using sandbox = await startSandbox();
    await using bot = await startBotServer();
    bot.answerWith((_received, res) => void res.end('{"method":"deleteWebhook"}'));
    await sandbox.call('setWebhook', { url: bot.url });
    await sandbox.join();
    await expect.poll(async () => (await sandbox.call('getWebhookInfo')).result.pending_update_count).toBe(0);
    expect((await sandbox.call('getWebhookInfo')).result.url).toBe(bot.url);
  });
});
