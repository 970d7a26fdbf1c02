import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, keepPicture, type Stage, setStage } from './stage.ts';
import { openOnPhone, type Phone } from './telegram-host.ts';

const poll = { timeout: 15_000, interval: 50 };
const heading = ({ page }: Phone) => page.getByRole('heading', { level: 1 });

/** The button of the bot's question whose answer begins so. */
const findAnswer = (messages: readonly ChatMessage[], answer: 'confirm' | 'deny') =>
  messages.flatMap(({ messageId, replyMarkup }) =>
    (replyMarkup?.inline_keyboard.flat() ?? [])
      .filter(({ callback_data: data }) => data?.startsWith(`${answer}:`))
      .map(({ callback_data: data = '' }) => ({ messageId, data })),
  )[0];
type ChatMessage = {
  messageId: number;
  replyMarkup?: { inline_keyboard: { callback_data?: string }[][] };
};

describe('opening the mini app', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  it.each([
    ['en', 'Anna', 'Welcome, \u2068Anna\u2069'],
    ['ru', 'Иван', 'Добро пожаловать, \u2068Иван\u2069'],
    ['zh-hans', '小明', '欢迎，\u2068小明\u2069'],
  ])(
    'signs a new person in and greets them in their language (%s)',
    async (languageCode, firstName, greeting) => {
      await using phone = await stage.open({ firstName, languageCode });
      await phone.page.locator('.page-hub').waitFor();
      expect(await heading(phone).textContent()).toBe(greeting);
      expect(await phone.page.locator('html').getAttribute('lang')).toBe(languageCode.slice(0, 2));
      expect(await phone.posted('web_app_ready')).toHaveLength(1);
      expect(phone.complaints).toEqual([]);
    },
  );

  it('takes the proof out of the address, and keeps tokens out of every storage', async () => {
    await using phone = await stage.open({ firstName: 'Anna' });
    await heading(phone).waitFor();
    expect(new URL(phone.page.url()).hash).toBe('');
    const stored = await phone.page.evaluate(
      'JSON.stringify([Object.entries(localStorage), document.cookie, Object.entries(sessionStorage)])',
    );
    expect(stored).not.toMatch(/eyJ|atl_rt_/);
    const key = await phone.page.evaluate(`new Promise((resolve, reject) => {
      const opening = indexedDB.open('atlas');
      opening.onsuccess = () => {
        const all = opening.result.transaction('device-keys').objectStore('device-keys').getAll();
        all.onsuccess = () => resolve(all.result.map(({ privateKey }) => [privateKey.algorithm.name, privateKey.extractable]));
        all.onerror = reject;
      };
    })`);
    expect(key).toEqual([['ECDSA', false]]);
  });

  it('stays signed in over a reload: the same key, the same session, the same screen', async () => {
    await using phone = await stage.open({ firstName: 'Anna' });
    await phone.page.getByRole('button', { name: 'Devices' }).click();
    await phone.page.getByText('No other device is signed in.').waitFor();
    await phone.page.reload();
    await phone.page.getByText('No other device is signed in.').waitFor();
    expect(await heading(phone).textContent()).toBe('Devices');
  });

  it('begins at the screen that the address names', async () => {
    await using phone = await stage.open({ firstName: 'Anna' }, { path: '?screen=activity' });
    await phone.page.getByText('You joined Atlas with Telegram').waitFor();
    await phone.send('back_button_pressed');
    await phone.page.getByRole('button', { name: 'Activity' }).waitFor();
  });

  it.each(['confirm', 'deny'] as const)(
    'asks in the chat when another device shows the same link (%s)',
    async (answer) => {
      await using first = await stage.open({ firstName: 'Anna' });
      await heading(first).waitFor();
      await using second = await openOnPhone(stage.browser, first.src);
      await second.page.getByRole('heading', { name: 'Confirm it’s you in the chat' }).waitFor();
      await keepPicture(second, 'confirm-en-light');
      await expectAccessible(second);

      const chat = async () => findAnswer(await stage.desk.messages(first.id), answer);
      await expect.poll(chat, poll).toBeDefined();
      const { messageId, data } = (await chat()) as { messageId: number; data: string };
      await stage.desk.press(first.id, messageId, data);
      const outcome = answer === 'confirm' ? /^Hello, .*Anna/ : 'This link can’t be used here';
      await second.page.getByRole('heading', { name: outcome }).waitFor();
      if (answer === 'deny') await keepPicture(second, 'refused-en-light');
    },
  );

  it('says how to get in where a plain browser opens it', async () => {
    await using phone = await openOnPhone(stage.browser, `${stage.atlas.url}/miniapp/`);
    await phone.page.getByRole('heading', { name: 'Open Atlas in your messenger' }).waitFor();
    const link = phone.page.getByRole('link', { name: 'Open the chat' });
    expect(await link.getAttribute('href')).toBe(`${stage.atlas.url}/sandbox/`);
    await keepPicture(phone, 'outside-en-light');
    await expectAccessible(phone);
    await phone.page.emulateMedia({ colorScheme: 'dark' });
    await keepPicture(phone, 'outside-en-dark');
    await expectAccessible(phone, 'color-contrast');
    expect(phone.complaints).toEqual([]);
  });

  it('says what to do where a launch carries no proof', async () => {
    const bare = `${stage.atlas.url}/miniapp/#tgWebAppVersion=8.0&tgWebAppPlatform=android`;
    await using phone = await openOnPhone(stage.browser, bare);
    await phone.page.getByText('your messenger does not tell us who you are').waitFor();
    await phone.page.getByRole('button', { name: 'Close' }).click();
    expect(await phone.posted('web_app_close')).toHaveLength(1);
  });

  it('says what to do where the link is too old for a device that never was here', async () => {
    const { id } = await stage.desk.createPerson({ firstName: 'Late' });
    const { src } = await stage.desk.launch(id, `${stage.atlas.url}/miniapp/`);
    await stage.desk.advanceClock(3700);
    await using phone = await openOnPhone(stage.browser, src, { theme: 'dark' });
    await phone.page.getByRole('heading', { name: 'Open Atlas again from the chat' }).waitFor();
    await keepPicture(phone, 'reopen-en-dark');
    await expectAccessible(phone);
  });
});
