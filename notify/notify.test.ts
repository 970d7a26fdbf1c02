import { randomUUIDv7 } from 'node:crypto';
import type { EventData } from '@atlas/shared/events';
import { newTraceparent, onTimeline, type TimelineEntry, traceIdOf } from '@atlas/shared/trace';
import { describe, expect, it } from 'vitest';
import { botId, startNotify } from './testing/index.ts';

const within = { timeout: 10_000, interval: 20 };
const sessionOpened = (): EventData['session.opened.v1'] => ({
  sessionId: randomUUIDv7(),
  messenger: 'telegram',
  amr: ['telegram'],
  acr: 'a',
});
const revoked = (count: number): EventData['session.revoked.v1'] => ({
  sessionIds: Array.from({ length: count }, () => randomUUIDv7()),
  reason: 'revoked',
});
const suspicious = (
  kind: EventData['suspicious.activity.v1']['kind'],
  confirmationId: string | null = null,
) => ({
  kind,
  sessionId: null,
  confirmationId,
});
type World = Awaited<ReturnType<typeof startNotify>>;
const welcomed = async (world: World, chatId: string) => {
  const accountId = await world.register(chatId);
  await expect.poll(() => world.telegram.to(chatId).length, within).toBe(1);
  // Chats have a burst; each test begins with the whole of it.
  world.advance(60);
  return accountId;
};

describe('notify', () => {
  it('greets a new person by name in their language, with a button that opens the app, traced from the request', async () => {
    await using world = await startNotify();
    const traceparent = newTraceparent();
    const accountId = randomUUIDv7();
    const timeline: TimelineEntry[] = [];
    using stack = new DisposableStack();
    stack.defer(onTimeline((entry) => timeline.push(entry)));
    await world.append([
      {
        subject: accountId,
        type: 'user.registered.v1',
        traceparent,
        data: {
          messenger: 'telegram',
          appScope: botId,
          chatId: '42',
          identityId: randomUUIDv7(),
          displayName: 'Иван',
          locale: 'ru',
        },
      },
    ]);
    await expect.poll(() => world.telegram.taken, within).toHaveLength(1);
    const [message] = world.telegram.taken;
    expect(message).toMatchObject({ chatId: '42', traceparent });
    expect(message?.text).toContain('Добро пожаловать, <b>\u2068Иван\u2069</b>!');
    expect(message?.buttons).toEqual([
      [{ text: 'Открыть приложение', web_app: { url: 'https://atlas.example/miniapp/' } }],
    ]);
    await expect
      .poll(() => world.notifications(accountId), within)
      .toEqual([{ template: 'welcome', state: 'sent', reason: null, attempts: 1 }]);
    const steps = () =>
      timeline
        .filter(({ correlationId }) => correlationId === traceIdOf(traceparent))
        .map(({ step, name, status }) => [step, name, status]);
    await expect.poll(steps, within).toEqual([
      ['consumed', 'notify', 'user.registered.v1'],
      ['delivery', 'welcome → telegram', 'sending'],
      ['delivery', 'welcome → telegram', 'sent'],
    ]);
  });

  it('greets once, however often the bus brings the registration', async () => {
    await using world = await startNotify({ start: false });
    const [subject, id] = [randomUUIDv7(), randomUUIDv7()];
    const data = {
      messenger: 'telegram' as const,
      appScope: botId,
      chatId: '42',
      identityId: randomUUIDv7(),
      displayName: 'A',
      locale: 'en' as const,
    };
    for (let n = 0; n < 50; n += 1) await world.append([{ subject, id, type: 'user.registered.v1', data }]);
    const { bus } = await world.startProcess();
    await expect.poll(() => bus.lag('notify'), within).toMatchObject({ events: 0, parked: 0 });
    await expect.poll(() => world.notifications(subject), within).toMatchObject([{ state: 'sent' }]);
    expect(world.telegram.calls).toHaveLength(1);
  });

  it('forgets an erased person: address, messages sent and waiting', async () => {
    await using world = await startNotify();
    const [gone, kept] = [await welcomed(world, '42'), await welcomed(world, '43')];
    const notice = { type: 'suspicious.activity.v1', data: suspicious('refresh_token_reused') } as const;
    await world.append([
      { subject: gone, ...notice },
      { subject: gone, type: 'account.deleted.v1', data: {} },
      { subject: kept, ...notice },
    ]);
    await expect.poll(() => world.telegram.to('43'), within).toHaveLength(2);
    const rows = await world.database.query<{ account: string }>({
      text: `select account_id as account from notify.recipients union all
             select account_id from notify.addresses union all select account_id from notify.deliveries`,
    });
    expect(new Set(rows.map(({ account }) => account))).toEqual(new Set([kept]));
    expect(await world.database.query({ text: `select from notify.chats where address = '42'` })).toEqual([]);
    expect(world.telegram.to('42')).toHaveLength(1);
  });

  it('lets an old change that comes again undo no newer one', async () => {
    await using world = await startNotify();
    const subject = await welcomed(world, '42');
    const changeTo = (locale: 'ru' | 'zh', id: string) =>
      world.append([{ subject, id, type: 'account.updated.v1', data: { locale } }]);
    const old = randomUUIDv7();
    await changeTo('zh', old);
    await changeTo('ru', randomUUIDv7());
    await changeTo('zh', old);
    await world.append([
      { subject, type: 'suspicious.activity.v1', data: suspicious('refresh_token_reused') },
    ]);
    await expect.poll(() => world.telegram.to('42'), within).toHaveLength(2);
    expect(world.telegram.to('42')[1]?.text).toContain('Для безопасности');
  });

  it('waits as long as Telegram asks one chat to wait, while another chat flows', async () => {
    await using world = await startNotify();
    await world.telegram.setMood('rate_limited', '42');
    const limited = await world.register('42');
    await expect
      .poll(() => world.notifications(limited), within)
      .toMatchObject([{ state: 'retry_wait', reason: 'rate_limited' }]);
    await world.telegram.setMood('well', '42');
    await world.register('43');
    await expect.poll(() => world.telegram.to('43'), within).toHaveLength(1);
    world.advance(6);
    await world.register('44');
    await expect.poll(() => world.telegram.to('44'), within).toHaveLength(1);
    expect(world.telegram.to('42')).toEqual([]);
    world.advance(2);
    await expect
      .poll(() => world.notifications(limited), within)
      .toMatchObject([{ state: 'sent', attempts: 2 }]);
  });

  it('holds the whole bot when several chats are refused, and never counts that as a failure', async () => {
    await using world = await startNotify();
    await world.telegram.setMood('rate_limited');
    const refused = [await world.register('42'), await world.register('43')];
    await expect.poll(() => world.telegram.calls, within).toHaveLength(2);
    await world.telegram.setMood('well', '44');
    const bystander = await world.register('44');
    // More often than a failing delivery is tried at all.
    for (let tries = 2; tries <= 7; tries += 1) {
      const tryAgain = () => {
        world.advance(8);
        return world
          .attempts()
          .then((attempts) => attempts.filter(({ code }) => code === 'rate_limited').length);
      };
      await expect.poll(tryAgain, within).toBeGreaterThanOrEqual(tries * 2);
    }
    await world.telegram.setMood('well');
    for (const accountId of [...refused, bystander]) {
      const later = () => {
        world.advance(8);
        return world.notifications(accountId);
      };
      await expect.poll(later, within).toMatchObject([{ state: 'sent' }]);
    }
  });

  it('remembers who blocked the bot until they sign in again', async () => {
    await using world = await startNotify();
    await world.telegram.setMood('gone', '42');
    const accountId = await world.register('42');
    await expect
      .poll(() => world.notifications(accountId), within)
      .toMatchObject([{ state: 'suppressed', reason: 'recipient_blocked' }]);
    await world.append([
      { subject: accountId, type: 'suspicious.activity.v1', data: suspicious('refresh_token_reused') },
    ]);
    await expect
      .poll(() => world.notifications(accountId), within)
      .toMatchObject([
        {},
        { template: 'session_misuse', state: 'suppressed', reason: 'recipient_blocked', attempts: 0 },
      ]);
    expect(world.telegram.calls).toHaveLength(1);

    await world.telegram.setMood('well', '42');
    await world.append([{ subject: accountId, type: 'session.opened.v1', data: sessionOpened() }]);
    await world.append([
      { subject: accountId, type: 'suspicious.activity.v1', data: suspicious('refresh_token_reused') },
    ]);
    await expect.poll(() => world.telegram.to('42'), within).toHaveLength(1);
  });

  it.each(['failing', 'silent', 'cut', 'away', 'garbled'] as const)(
    'greets after a minute of a Telegram that is "%s"',
    async (mood) => {
      await using world = await startNotify();
      await world.telegram.setMood(mood);
      const accountId = await world.register('42');
      const countAttempts = async () =>
        (await world.attempts()).filter(({ outcome }) => outcome !== null).length;
      // 0, 2 and 10 s after the first; each ± 20 %.
      for (const [tries, waitSeconds] of [
        [1, 3],
        [2, 10],
        [3, 47],
      ] as const) {
        await expect.poll(countAttempts, within).toBe(tries);
        expect(await world.notifications(accountId)).toMatchObject([
          { state: 'retry_wait', attempts: tries },
        ]);
        if (tries === 3) await world.telegram.setMood('well');
        world.advance(waitSeconds);
      }
      await expect
        .poll(() => world.notifications(accountId), within)
        .toMatchObject([{ state: 'sent', attempts: 4 }]);
      expect(world.telegram.to('42')).toHaveLength(1);
    },
  );

  it('gives up after five failed tries, and says why', async () => {
    await using world = await startNotify();
    await world.telegram.setMood('failing');
    const accountId = await world.register('42');
    await expect
      .poll(() => {
        world.advance(150);
        return world.notifications(accountId);
      }, within)
      .toMatchObject([{ state: 'dead', reason: 'provider_error', attempts: 5 }]);
  });

  it('sends a notice whose fate is unknown no second time, where twice is the greater harm', async () => {
    await using world = await startNotify();
    const accountId = await welcomed(world, '42');
    await world.telegram.setMood('silent');
    await world.append([{ subject: accountId, type: 'session.revoked.v1', data: revoked(2) }]);
    await expect
      .poll(() => world.notifications(accountId), within)
      .toMatchObject([
        { template: 'welcome' },
        { template: 'sessions_revoked', state: 'unknown', reason: 'no_answer', attempts: 1 },
      ]);
  });

  it('takes up what a killed process was sending: once more at the most, never not at all', async () => {
    await using world = await startNotify({ start: false });
    const accountId = await world.register('42');
    const first = await world.startProcess();
    await expect.poll(() => world.notifications(accountId), within).toMatchObject([{ state: 'sent' }]);
    await first.stop();
    // As the killed process left it: the call on record, Telegram's answer not.
    await world.database.query({
      text: `update notify.deliveries set state = 'sending', sent_at = null, lease_until = $1`,
      values: [new Date(world.clock().getTime() + 20_000)],
    });
    await world.database.query({ text: 'update notify.attempts set outcome = null, finished_at = null' });
    const second = await world.startProcess();
    world.clock.advanceSeconds(21);
    await expect
      .poll(() => world.notifications(accountId), within)
      .toMatchObject([{ state: 'retry_wait', reason: 'interrupted' }]);
    world.clock.advanceSeconds(3);
    second.notify.wake();
    await expect
      .poll(() => world.notifications(accountId), within)
      .toMatchObject([{ state: 'sent', attempts: 2 }]);
    expect(world.telegram.to('42')).toHaveLength(2);
    expect(await world.attempts()).toEqual([
      { outcome: 'unknown', code: 'interrupted' },
      { outcome: 'sent', code: null },
    ]);
  });

  it('sends each message once when several processes send', async () => {
    await using world = await startNotify();
    await world.startProcess();
    await world.startProcess();
    const accounts = await Promise.all(Array.from({ length: 20 }, (_, n) => world.register(String(100 + n))));
    for (const accountId of accounts) {
      await expect
        .poll(() => world.notifications(accountId), within)
        .toMatchObject([{ state: 'sent', attempts: 1 }]);
    }
    expect(world.telegram.calls).toHaveLength(20);
  });

  it('leaves out what the person switched off, and still warns them of danger', async () => {
    await using world = await startNotify();
    const accountId = await welcomed(world, '42');
    const notificationPreferences = { account: { telegram: false } };
    await world.append([
      { subject: accountId, type: 'account.updated.v1', data: { notificationPreferences, locale: 'zh' } },
      { subject: accountId, type: 'session.revoked.v1', data: revoked(1) },
      { subject: accountId, type: 'suspicious.activity.v1', data: suspicious('refresh_token_reused') },
    ]);
    await expect
      .poll(() => world.notifications(accountId), within)
      .toMatchObject([
        { template: 'welcome', state: 'sent' },
        { template: 'sessions_revoked', state: 'suppressed', reason: 'preference' },
        { template: 'session_misuse', state: 'sent' },
      ]);
    expect(world.telegram.to('42').at(-1)?.text).toContain('退出登录');
  });

  it('asks "is it you" with two answers, and not once the question is out of date', async () => {
    await using world = await startNotify();
    const accountId = await welcomed(world, '42');
    const confirmationId = randomUUIDv7();
    const ask = () => [
      {
        subject: accountId,
        type: 'suspicious.activity.v1' as const,
        data: suspicious('proof_shown_by_other_key', confirmationId),
      },
    ];
    await world.append(ask());
    await expect.poll(() => world.telegram.to('42'), within).toHaveLength(2);
    const answers = world.telegram
      .to('42')[1]
      ?.buttons.flat()
      .map((button) => button.callback_data);
    expect(answers).toEqual([`confirm:${confirmationId}`, `deny:${confirmationId}`]);

    await world.telegram.setMood('away');
    await world.append(ask());
    await expect
      .poll(() => world.notifications(accountId), within)
      .toMatchObject([{}, {}, { state: 'retry_wait' }]);
    world.advance(301);
    await world.telegram.setMood('well');
    await expect
      .poll(() => world.notifications(accountId), within)
      .toMatchObject([{}, {}, { state: 'expired', reason: 'expired' }]);
    expect(world.telegram.to('42')).toHaveLength(2);
  });

  it('keeps to one message a second in a chat after a short burst, security first', async () => {
    await using world = await startNotify({ start: false });
    const accountId = await world.register('42');
    await world.append(
      Array.from({ length: 4 }, () => ({
        subject: accountId,
        type: 'session.revoked.v1' as const,
        data: revoked(1),
      })),
    );
    await world.append([
      { subject: accountId, type: 'suspicious.activity.v1', data: suspicious('refresh_token_reused') },
    ]);
    await world.startProcess();
    await expect.poll(() => world.telegram.to('42'), within).toHaveLength(6);
    const sent = world.telegram.to('42');
    expect(sent[0]?.text).toContain('We signed out one of your devices');
    expect((sent[5]?.atMs ?? 0) - (sent[2]?.atMs ?? 0)).toBeGreaterThan(2400);
  });

  it('goes on by itself after PostgreSQL was away, with nothing lost', async () => {
    await using world = await startNotify();
    await welcomed(world, '42');
    world.way.cut();
    const accountId = await world.register('43');
    world.way.mend();
    await expect.poll(() => world.notifications(accountId), within).toMatchObject([{ state: 'sent' }]);
  });
});
