import { createTestClock } from '@atlas/shared/ports';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox/testing/start-sandbox.ts';
import { startNotify } from './testing/index.ts';

const within = { timeout: 10_000, interval: 20 };

/** notify, and the Bot API as strict as Telegram's, on one clock. */
const startBoth = async () => {
  const stack = new AsyncDisposableStack();
  const clock = createTestClock();
  const sandbox = stack.use(await startSandbox({ clock, floodLimits: true }));
  const world = stack.use(await startNotify({ clock, botApi: sandbox }));
  const fromBot = async (id: number) => (await sandbox.chat(id)).filter(({ from }) => from === 'bot');
  return { sandbox, world, fromBot, [Symbol.asyncDispose]: () => stack.disposeAsync() };
};

describe('notify at a strict Bot API', () => {
  it('is taken in every language, and shows an awkward name as it is', async () => {
    await using both = await startBoth();
    for (const locale of ['en', 'ru', 'zh'] as const) {
      const person = await both.sandbox.join();
      await both.world.register(String(person.id), { locale, displayName: '<b>&amp;👩‍👩‍👧‍👧 \u202Eevil' });
      await expect.poll(() => both.fromBot(person.id), within).toHaveLength(1);
      const [message] = await both.fromBot(person.id);
      expect(message?.text).toContain('\u2068<b>&amp;👩‍👩‍👧‍👧 evil\u2069');
      expect(message?.replyMarkup?.inline_keyboard[0]?.[0]).toMatchObject({
        web_app: { url: expect.any(String) },
      });
    }
  });

  it.each(['error', '429', 'timeout', 'drop'] as const)(
    'writes once a spell of "%s" is over',
    async (kind) => {
      await using both = await startBoth();
      const person = await both.sandbox.join();
      await both.sandbox.control('POST', '/faults', { target: 'telegram', kind, forSeconds: 60 });
      const accountId = await both.world.register(String(person.id));
      const later = () => {
        both.world.advance(5);
        return both.world.notifications(accountId);
      };
      await expect.poll(later, within).toMatchObject([{ state: 'sent' }]);
      const copies = (await both.fromBot(person.id)).length;
      const [{ attempts } = { attempts: 0 }] = await both.world.notifications(accountId);
      // A call that was done but never answered looks like one that was not: each try may be a copy, none is lost.
      expect(copies).toBe(kind === 'timeout' ? attempts : 1);
    },
  );

  it('remembers a person who blocked the bot', async () => {
    await using both = await startBoth();
    const person = await both.sandbox.join();
    await both.sandbox.control('POST', `/telegram/users/${person.id}/block`);
    const accountId = await both.world.register(String(person.id));
    await expect
      .poll(() => both.world.notifications(accountId), within)
      .toMatchObject([{ state: 'suppressed', reason: 'recipient_blocked' }]);
  });
});
