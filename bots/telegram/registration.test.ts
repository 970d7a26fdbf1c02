import { describe, expect, it } from 'vitest';
import { startBots } from '../testing/index.ts';

type Command = { command: string; description: string };
const scope = { type: 'all_private_chats' };

describe('registration with Telegram', () => {
  it('sets webhook, commands in each language and the menu button', async () => {
    await using bots = await startBots();
    await bots.untilReady();
    expect(await bots.telegram('getWebhookInfo', {})).toMatchObject({
      url: `${bots.url}/webhooks/telegram`,
      allowed_updates: ['message', 'callback_query', 'my_chat_member'],
    });
    const inEnglish = await bots.telegram<Command[]>('getMyCommands', { scope });
    expect(inEnglish.map(({ command }) => command)).toEqual([
      'start',
      'app',
      'profile',
      'sessions',
      'link',
      'security',
      'language',
      'register',
      'cancel',
      'help',
    ]);
    expect(
      (await bots.telegram<Command[]>('getMyCommands', { scope, language_code: 'ru' }))[2]?.description,
    ).toBe('Ваш профиль');
    expect(
      (await bots.telegram<Command[]>('getMyCommands', { scope, language_code: 'zh' }))[2]?.description,
    ).toBe('您的资料');
    expect((await bots.anna.state()).menuButton).toMatchObject({
      type: 'web_app',
      webApp: { url: `${bots.url}/miniapp/` },
    });
    expect((await bots.lilei.state()).commands[0]).toEqual({ command: 'start', description: '开始' });
  });

  it('starts without Telegram, is not ready, and becomes ready when it is back', async () => {
    await using bots = await startBots({ isStarted: false });
    await bots.fault({ kind: 'error' });
    const restarted = await bots.replaceBots();
    const telegram = restarted.healthChecks.find(({ name }) => name === 'telegram');
    await expect
      .poll(() => bots.logs.some((line) => line.includes('not registered with Telegram')))
      .toBe(true);
    await expect(telegram?.check()).rejects.toThrow();
    await bots.control('DELETE', '/faults');
    await bots.untilReady();
  });

  it('stops while Telegram is away', async () => {
    await using bots = await startBots({ isStarted: false });
    await bots.fault({ kind: 'error' });
    await bots.replaceBots();
    await bots.replaceBots();
  });
});

describe('without a public address', () => {
  it('fetches updates, each once, and removes a webhook that was left', async () => {
    await using bots = await startBots();
    await bots.untilReady();
    await bots.replaceBots({ config: { publicUrl: null } });
    await bots.untilReady();
    expect(await bots.telegram('getWebhookInfo', {})).toMatchObject({ url: '' });
    await bots.anna.write('/app');
    await expect.poll(() => bots.anna.answers(), { timeout: 10_000 }).toHaveLength(1);
    await bots.replaceBots({ config: { publicUrl: null } }, false);
    await bots.anna.write('/help');
    await bots.replaceBots({ config: { publicUrl: null } });
    await expect
      .poll(async () => (await bots.anna.answers()).map(({ text }) => text?.slice(0, 12)), {
        timeout: 10_000,
      })
      .toEqual(['Here is the ', 'This is what']);
    expect((await bots.updates()).map(({ state, attempts }) => [state, attempts])).toEqual([
      ['handled', 1],
      ['handled', 1],
    ]);
  });
});
