import { createTestClock } from '@atlas/shared/ports';
import { createDatabase } from '@atlas/shared/postgres';
import { describe, expect, it } from 'vitest';
import { startBots } from '../testing/index.ts';

const message = (updateId: number, text = '/help', chatId = 100_000_001) => ({
  update_id: updateId,
  message: {
    message_id: updateId,
    date: 1_790_000_000,
    chat: { id: chatId, type: 'private', first_name: 'Anna' },
    from: { id: chatId, is_bot: false, first_name: 'Anna', language_code: 'en' },
    text,
  },
});

const nested = (depth: number): object => (depth === 0 ? {} : { next: nested(depth - 1) });

describe('POST /webhooks/telegram', () => {
  it('refuses whoever does not show the secret, before anything else is looked at', async () => {
    await using bots = await startBots({ isStarted: false });
    const secrets = [
      '',
      'wrong',
      `${bots.webhookSecret} `,
      bots.webhookSecret.slice(0, -1),
      bots.webhookSecret.toUpperCase(),
    ];
    for (const secret of secrets) {
      const answer = await bots.post(message(1), { headers: { 'X-Telegram-Bot-Api-Secret-Token': secret } });
      // A blank at the end of a header is no part of it.
      const isSecret = secret.trim() === bots.webhookSecret;
      expect([answer.status, answer.body.code]).toEqual(
        isSecret ? [200, undefined] : [401, 'webhook_unauthorized'],
      );
    }
    const none = await fetch(`${bots.url}/webhooks/telegram`, { method: 'POST', body: '{' });
    expect(none.status).toBe(401);
    expect(none.headers.get('Content-Type')).toContain('application/problem+json');
    expect(await bots.updates()).toHaveLength(1);
  });

  it('does not start without a secret worth the name', async () => {
    await using bots = await startBots({ isStarted: false });
    expect(() => bots.create({ config: { webhookSecret: '' } })).toThrow(RangeError);
  });

  it('refuses what is no update, each with its own code, and stores nothing', async () => {
    await using bots = await startBots({ isStarted: false });
    const big = JSON.stringify({ ...message(1), padding: 'x'.repeat(1024 * 1024) });
    const refused = async (...request: Parameters<typeof bots.post>) => {
      const { status, body } = await bots.post(...request);
      return [status, body.code];
    };
    expect(
      await refused(null, {
        raw: 'update_id=1',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      }),
    ).toEqual([415, 'unsupported_media_type']);
    expect(await refused(null, { raw: big })).toEqual([413, 'body_too_large']);
    expect(await refused(null, { raw: new Blob([big]).stream() })).toEqual([413, 'body_too_large']);
    expect(await refused(null, { raw: '{"update_id":1' })).toEqual([400, 'invalid_json']);
    expect(await refused(null, { raw: '' })).toEqual([400, 'invalid_request']);
    for (const body of [
      [],
      {},
      { update_id: '1' },
      { update_id: -1 },
      { update_id: 1.5 },
      { update_id: 1, deep: nested(33) },
    ]) {
      expect(await refused(body), JSON.stringify(body)).toEqual([400, 'invalid_request']);
    }
    const asked = await fetch(`${bots.url}/webhooks/telegram`);
    expect([asked.status, asked.headers.get('Allow')]).toEqual([405, 'POST']);
    expect(await bots.updates()).toEqual([]);
  });

  it('has the update on disk before it says 200, and says 200 to a repeat that changes nothing', async () => {
    await using bots = await startBots({ isStarted: false });
    expect((await bots.post(message(7, '/start'))).status).toBe(200);
    expect((await bots.post(message(7, '/help'))).status).toBe(200);
    expect(await bots.updates()).toEqual([
      expect.objectContaining({
        updateId: 7,
        chatId: 100_000_001,
        state: 'waiting',
        body: expect.stringMatching(/^v1\./),
      }),
    ]);
  });

  it('keeps what was written sealed until it is handled, and answers it', async () => {
    await using bots = await startBots({ isStarted: false });
    await bots.post(message(7, '/start hunter2'));
    const stored = async () =>
      JSON.stringify(await bots.database.query({ text: 'select * from bots.telegram_updates' }));
    expect(await stored()).not.toContain('hunter2');
    await bots.anna.write('hello');
    await bots.replaceBots();
    await expect.poll(() => bots.anna.answers(), { timeout: 10_000 }).toHaveLength(2);
    expect((await bots.anna.answers()).map(({ text }) => text).join('\n')).toContain(
      'You followed the link hunter2.',
    );
  });

  it('keeps text that PostgreSQL is picky about', async () => {
    await using bots = await startBots({ isStarted: false });
    expect((await bots.post(message(8, 'NUL \u0000, half \ud800 and 🙂'))).status).toBe(200);
    expect(await bots.updates()).toHaveLength(1);
  });

  it('takes updates of kinds that are not known yet', async () => {
    await using bots = await startBots({ isStarted: false });
    expect((await bots.post({ update_id: 9, from_next_year: { chat: { id: 1 } } })).status).toBe(200);
  });

  it('asks Telegram to come again when the update can’t be stored', async () => {
    await using bots = await startBots({ isStarted: false });
    const gone = createDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', applicationName: 'test' });
    await bots.replaceBots({ database: gone }, false);
    const answer = await bots.post(message(10));
    expect([answer.status, answer.body.code, answer.headers.get('Retry-After')]).toEqual([
      503,
      'unavailable',
      '2',
    ]);
    await gone.close();
  });

  it('handles an update once, however often and however much at once it is delivered', async () => {
    await using bots = await startBots();
    await bots.anna.write('/help');
    await expect.poll(() => bots.anna.answers()).toHaveLength(1);
    const copies = await Promise.all(
      Array.from({ length: 16 }, () => bots.post(message(500_000_001, '/app'))),
    );
    expect(copies.map(({ status }) => status)).toEqual(Array(16).fill(200));
    await bots.post(message(500_000_002, '/profile'));
    await expect.poll(() => bots.anna.answers()).toHaveLength(3);
    const words = (await bots.anna.answers()).map(({ text }) => text?.slice(0, 16));
    expect(words).toEqual(['This is what I c', 'Here is the app.', 'You are not regi']);
  });

  it('forgets what a person wrote once it is answered, and the update after eight days', async () => {
    await using bots = await startBots();
    await bots.anna.write('my secret');
    await expect.poll(async () => (await bots.updates())[0]).toMatchObject({ state: 'handled', body: null });
    expect(bots.logs.join('\n')).not.toContain('my secret');
    const inDays = (days: number) => createTestClock(() => new Date(Date.now() + days * 86_400_000));
    await bots.replaceBots({ clock: inDays(7.9) });
    await bots.untilReady();
    expect(await bots.updates()).toHaveLength(1);
    await bots.replaceBots({ clock: inDays(8.1) });
    await expect.poll(() => bots.updates()).toEqual([]);
  });
});
