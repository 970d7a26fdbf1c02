import { onTimeline, type TimelineEntry } from '@atlas/shared/trace';
import { describe, expect, it } from 'vitest';
import { startBots, type TestBots } from '../testing/index.ts';
import { claimUpdates } from './queries.ts';

const saidTo = async (person: TestBots['anna']) =>
  (await person.answers()).map(({ text }) => text?.split('\n')[0]);

/** Runs the clock until the condition holds: what waits for its time gets it. */
const passTime = async (bots: TestBots, seconds: number, isDone: () => Promise<boolean>) =>
  expect
    .poll(
      async () => {
        bots.clock.advanceSeconds(seconds);
        return isDone();
      },
      { timeout: 15_000, interval: 200 },
    )
    .toBe(true);

describe('answering stored updates', () => {
  it('keeps each chat in order, whatever its updates cost', async () => {
    await using bots = await startBots();
    const commands = ['/start', '/help', '/app', 'what?', '/profile', '/app', '/help'];
    const update = (chatId: number, n: number) => ({
      update_id: chatId * 10 + n,
      message: {
        message_id: n + 1,
        date: 1_790_000_000,
        chat: { id: chatId, type: 'private' },
        from: { id: chatId, is_bot: false, first_name: 'P', language_code: 'en' },
        text: commands[n],
      },
    });
    const people = [bots.anna, bots.ivan, bots.lilei];
    for (const person of people) {
      await person.write('/start');
      await expect.poll(() => saidTo(person), { timeout: 10_000 }).toHaveLength(1);
    }
    await bots.replaceBots({}, false);
    // All at once and backwards: the order is theirs, not that of arrival.
    await Promise.all(
      people.flatMap(({ id }) => commands.map((_, n) => bots.post(update(id, commands.length - 1 - n)))),
    );
    await bots.replaceBots();
    for (const person of people) {
      await expect
        .poll(async () => (await saidTo(person)).slice(-7), { timeout: 10_000 })
        .toEqual([
          'Hello, P!',
          'This is what I can do:',
          'Here is the app.',
          'I did not understand that.',
          expect.stringMatching(/^You are not registered/),
          'Here is the app.',
          'This is what I can do:',
        ]);
    }
  });

  it('answers after a restart what was acknowledged before it', async () => {
    await using bots = await startBots();
    await bots.untilReady();
    await bots.replaceBots({}, false);
    await bots.anna.write('/app');
    await expect.poll(() => bots.updates()).toMatchObject([{ state: 'waiting' }]);
    expect(await bots.anna.answers()).toEqual([]);
    await bots.replaceBots();
    await expect.poll(() => saidTo(bots.anna)).toEqual(['Here is the app.']);
  });

  it('takes over from a worker that died with an update in its hands, and not before', async () => {
    await using bots = await startBots({ isStarted: false });
    await bots.post({
      update_id: 1,
      message: {
        message_id: 1,
        date: 1,
        chat: { id: bots.anna.id, type: 'private' },
        from: { id: bots.anna.id, is_bot: false, first_name: 'Anna' },
        text: '/app',
      },
    });
    const claim = { botId: '7000000001', leaseSeconds: 20, limit: 8, inHand: [] };
    const dead = await claimUpdates(bots.database, { ...claim, now: bots.clock() });
    expect(dead).toMatchObject([{ updateId: 1, attempt: 1 }]);
    expect(await claimUpdates(bots.database, { ...claim, now: bots.clock() })).toEqual([]);
    await bots.anna.write('/start');
    await bots.replaceBots();
    await passTime(bots, 5, async () => (await saidTo(bots.anna)).includes('Here is the app.'));
  });

  it('lets only one of many workers have an update', async () => {
    await using bots = await startBots({ isStarted: false });
    for (let n = 1; n <= 20; n += 1) await bots.post({ update_id: n, message: { chat: { id: n } } });
    const now = bots.clock();
    const claims = await Promise.all(
      Array.from({ length: 10 }, () =>
        claimUpdates(bots.database, { botId: '7000000001', now, leaseSeconds: 20, limit: 5, inHand: [] }),
      ),
    );
    const taken = claims.flat().map(({ updateId }) => updateId);
    expect(new Set(taken).size).toBe(taken.length);
  });

  it('tries again while Telegram is down, and obeys 429', async () => {
    await using bots = await startBots();
    await bots.anna.write('/help');
    await expect.poll(() => bots.anna.answers(), { timeout: 10_000 }).toHaveLength(1);
    await bots.fault({ kind: 'error', count: 2 });
    await bots.fault({ kind: '429', count: 1 });
    await bots.anna.write('/app');
    await bots.anna.write('/help');
    await passTime(bots, 10, async () => (await bots.anna.answers()).length >= 3);
    expect(await saidTo(bots.anna)).toEqual([
      'This is what I can do:',
      'Here is the app.',
      'This is what I can do:',
    ]);
  });

  it('parks with the reason what failed six times, and goes on with what came after', async () => {
    await using bots = await startBots();
    await bots.untilReady();
    await bots.replaceBots({}, false);
    await bots.anna.write('/app');
    await bots.anna.write('/help');
    await expect.poll(() => bots.updates()).toHaveLength(2);
    await bots.database.query({
      text: 'update bots.telegram_updates set attempts = 5 where update_id = (select min(update_id) from bots.telegram_updates)',
    });
    await bots.fault({ kind: 'error', count: 1 });
    await bots.replaceBots({ config: { publicUrl: bots.url } });
    await expect.poll(() => saidTo(bots.anna)).toEqual(['This is what I can do:']);
    expect((await bots.updates())[0]).toMatchObject({
      state: 'parked',
      attempts: 6,
      failure: expect.stringMatching(/^telegram_5/),
    });
  });

  it('says nothing, and tries nothing again, to a person who blocked the bot', async () => {
    await using bots = await startBots();
    await bots.anna.write('/start');
    await expect.poll(() => bots.anna.answers(), { timeout: 10_000 }).toHaveLength(1);
    await bots.anna.block();
    const chats = () =>
      bots.database.query({
        text: 'select chat_id as "chatId", is_blocked as "isBlocked" from bots.telegram_chats',
      });
    await expect.poll(chats).toEqual([{ chatId: bots.anna.id, isBlocked: true }]);
    await bots.post({
      update_id: 999_999_999,
      message: {
        message_id: 1,
        date: 1,
        chat: { id: bots.anna.id, type: 'private' },
        from: { id: bots.anna.id, is_bot: false, first_name: 'Anna' },
        text: '/app',
      },
    });
    await expect
      .poll(async () => (await bots.updates()).at(-1))
      .toMatchObject({ state: 'handled', attempts: 1 });
    await bots.anna.unblock();
    await expect.poll(chats).toEqual([{ chatId: bots.anna.id, isBlocked: false }]);
  });

  it('carries one trace from the webhook to the API and to the message', async () => {
    await using bots = await startBots();
    await bots.anna.write('/start');
    await expect.poll(() => bots.anna.answers(), { timeout: 10_000 }).toHaveLength(1);
    const entries: TimelineEntry[] = [];
    const stop = onTimeline((entry) => void entries.push(entry));
    const correlationId = '0af7651916cd43dd8448eb211c80319c';
    const from = { id: bots.anna.id, is_bot: false, first_name: 'Anna' };
    const message = { message_id: 1, date: 1, chat: { id: from.id, type: 'private' }, from, text: '/app' };
    const headers = { traceparent: `00-${correlationId}-b7ad6b7169203331-01` };
    await bots.post({ update_id: 900_000_000, message }, { headers });
    const names = () =>
      entries
        .filter((entry) => entry.correlationId === correlationId)
        .map(({ step, name }) => `${step} ${name}`);
    await expect.poll(names).toContain('delivery answer → telegram');
    stop();
    expect(names()).toEqual(
      expect.arrayContaining([
        'http POST /webhooks/telegram',
        expect.stringMatching(/^http GET \/v1\/service\/identities\//),
        expect.stringMatching(/^message /),
      ]),
    );
  });
});
