import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secondFactorsOf } from '../../api/testing/index.ts';
import type { ChatMessage } from '../../sandbox/wire.ts';
import { startBots, type TestBots } from '../testing/index.ts';

type Person = TestBots['anna'];

const last = async ({ answers }: Person): Promise<ChatMessage> => {
  const message = (await answers()).at(-1);
  if (!message) throw new Error('the bot has not answered');
  return message;
};
/** Writes, and resolves with the answer that comes. */
const ask = async (person: Person, text: string): Promise<ChatMessage> => {
  const before = (await person.answers()).length;
  await person.write(text);
  await expect.poll(async () => (await person.answers()).length, { timeout: 10_000 }).toBe(before + 1);
  return last(person);
};
const buttonsOf = ({ replyMarkup }: ChatMessage) => (replyMarkup?.inline_keyboard ?? []).flat();
const callbackOf = (message: ChatMessage, label: string): string => {
  const data = buttonsOf(message).find(({ text }) => text.startsWith(label))?.callback_data;
  if (!data) throw new Error(`no button ${label}`);
  return data;
};
/** Presses a button of the newest message, and resolves with it once it has become the answer. */
const press = async (person: Person, label: string): Promise<ChatMessage> => {
  const message = await last(person);
  await person.press(message.messageId, callbackOf(message, label));
  await expect.poll(async () => (await last(person)).text, { timeout: 10_000 }).not.toBe(message.text);
  return last(person);
};

let bots: TestBots;
beforeAll(async () => {
  bots = await startBots();
});
afterAll(() => bots[Symbol.asyncDispose]());

describe('/start', () => {
  it.each([
    ['anna', 'Hello, Anna!', 'Open the app'],
    ['ivan', 'Здравствуйте, Иван Петров!', 'Открыть приложение'],
    ['lilei', '您好，李雷！', '打开应用'],
  ] as const)('greets %s in their language and opens the app', async (who, greeting, label) => {
    const answer = await ask(bots[who], '/start');
    expect(answer.text?.split('\n')[0]).toBe(greeting);
    expect(buttonsOf(answer)).toEqual([{ text: label, web_app: { url: `${bots.url}/miniapp/` } }]);
    await expect
      .poll(async () => (await bots[who].state()).menuButton)
      .toEqual({
        type: 'web_app',
        text: label,
        webApp: { url: `${bots.url}/miniapp/` },
      });
  });

  it('greets the awkward person with their name as it is, and nothing else', async () => {
    const answer = await ask(bots.awkward, '/start <b>&amp;');
    expect(answer.text?.split('\n')[0]).toBe(`Hello, 🏔️ "Zoë" <b>&amp; שָׁלוֹם O'Neil \\ +=?%!`);
    expect(answer.html).toContain('&lt;b&gt;&amp;amp;');
    expect(answer.text).not.toContain('followed');
  });

  it('says which link brought the person', async () => {
    expect((await ask(bots.anna, '/start spring-Sale_1')).text).toContain(
      'You followed the link spring-Sale_1.',
    );
  });

  it('knows who is registered, by the name and language of the account', async () => {
    const anna = await bots.newPerson();
    await bots.api.signIn(anna.id);
    expect((await ask(anna, '/start')).text).toContain(`Welcome back, Person ${anna.id}!`);
  });
});

describe('an account in the chat', () => {
  it('is not there before the app was opened', async () => {
    for (const command of ['/profile', '/sessions', '/language']) {
      const answer = await ask(bots.ivan, command);
      expect(answer.text).toBe(
        'Вы ещё не зарегистрированы. Откройте приложение один раз, и всё готово; или сделайте это здесь: /register.',
      );
      expect(buttonsOf(answer)).toMatchObject([{ web_app: {} }]);
    }
  });

  it('shows its profile, and speaks the language that was chosen', async () => {
    const anna = await bots.newPerson();
    await bots.api.signIn(anna.id);
    expect((await ask(anna, '/profile')).text).toMatch(
      /^Your profile\n\n• Name: Person \d+\n• Language: English\n• With us since /,
    );
    await ask(anna, '/language');
    const chosen = await press(anna, 'Русский');
    expect(chosen.text).toBe('Теперь я говорю по-русски.');
    expect(buttonsOf(chosen)).toEqual([]);
    expect((await ask(anna, '/help')).text).toMatch(/^Вот что я умею:/);
    expect((await anna.state()).menuButton).toMatchObject({ text: 'Открыть приложение' });
    expect((await bots.api.events()).at(-1)).toMatchObject({
      type: 'account.updated.v1',
      data: { locale: 'ru' },
    });
  });

  it('signs out one device after asking, and says so when it is gone', async () => {
    const anna = await bots.newPerson();
    const [first, second] = [await bots.api.signIn(anna.id), await bots.api.signIn(anna.id)];
    expect((await ask(anna, '/sessions')).text).toMatch(/^You are signed in on 2 devices:\n\n• /);
    const list = await last(anna);
    const revoke = `revoke:${first.session.id}`;
    expect(buttonsOf(list).map(({ callback_data }) => callback_data)).toEqual([
      `revoke:${second.session.id}`,
      revoke,
      'revoke_all',
    ]);
    await anna.press(list.messageId, revoke);
    await expect.poll(async () => (await last(anna)).text).toMatch(/^Sign out .+\?$/);
    expect((await press(anna, 'Yes')).text).toBe('Signed out.');
    expect((await press(anna, 'Back')).text).toMatch(/^You are signed in on 1 device:/);

    const stillThere = await bots.api.get('/v1/account', { accessToken: second.accessToken });
    const gone = await bots.api.get('/v1/account', { accessToken: first.accessToken });
    expect([stillThere.status, gone.status]).toEqual([200, 401]);

    // Stale: a message from before still has the button of the device that is gone.
    await bots.telegram('sendMessage', {
      chat_id: anna.id,
      text: 'old',
      reply_markup: { inline_keyboard: [[{ text: 'x', callback_data: `revoke_yes:${first.session.id}` }]] },
    });
    expect((await press(anna, 'x')).text).toBe('That device is signed out already.');
  });

  it('signs out everywhere after asking', async () => {
    const anna = await bots.newPerson();
    const { accessToken } = await bots.api.signIn(anna.id);
    await ask(anna, '/sessions');
    expect((await press(anna, 'Sign out everywhere')).text).toMatch(/^Sign out on every device\?/);
    expect((await press(anna, 'Yes')).text).toMatch(/^You are signed out everywhere/);
    expect((await bots.api.get('/v1/account', { accessToken })).status).toBe(401);
    expect((await ask(anna, '/sessions')).text).toBe('You are not signed in on any device.');
  });

  it('can’t be touched from somebody else’s chat', async () => {
    const anna = await bots.newPerson();
    const { session, accessToken } = await bots.api.signIn(anna.id);
    await bots.api.signIn(bots.ivan.id);
    await ask(bots.ivan, '/start');
    const keyboard = { inline_keyboard: [[{ text: 'x', callback_data: `revoke_yes:${session.id}` }]] };
    await bots.telegram('sendMessage', { chat_id: bots.ivan.id, text: 'forged', reply_markup: keyboard });
    expect((await press(bots.ivan, 'x')).text).toBe('That device is signed out already.');
    expect((await bots.api.get('/v1/account', { accessToken })).status).toBe(200);
  });
});

describe('a recovery that somebody else asked for', () => {
  it('is stopped by the button that came with the warning, once', async () => {
    const anna = await bots.newPerson();
    const factors = secondFactorsOf(bots.api);
    await factors.enrol({ kind: 'totp' }, await bots.api.signIn(anna.id));
    const { accessToken } = await bots.api.signIn(anna.id);
    const { body } = await bots.api.post('/v1/recovery', undefined, { accessToken });
    await ask(anna, '/start');
    await bots.telegram('sendMessage', {
      chat_id: anna.id,
      text: 'Somebody asked to take your second factors off.',
      reply_markup: {
        inline_keyboard: [[{ text: 'Cancel it', callback_data: `recovery_cancel:${body.id}` }]],
      },
    });
    const answer = await press(anna, 'Cancel it');
    expect(answer.text).toMatch(/^Cancelled\./);
    expect((await bots.api.get('/v1/recovery', { accessToken })).body.code).toBe('recovery_not_found');
    expect(buttonsOf(answer).map(({ text }) => text)).toEqual(['Devices', 'Open security']);
  });
});

describe('"is this you?"', () => {
  /** Anna's init data, shown by a second key; and the question in her chat, as notify asks it. */
  const startedQuestion = async () => {
    const anna = await bots.newPerson();
    const initData = bots.api.initDataFor(anna.id);
    const [own, other] = [await bots.api.createKey(), await bots.api.createKey()];
    await bots.api.signIn(anna.id, { key: own, initData });
    const retry = () => bots.api.post('/v1/sessions/telegram', { initData }, { key: other });
    const { body } = await retry();
    expect(body.code).toBe('proof_needs_confirmation');
    await ask(anna, '/start');
    const keyboard = [
      ['confirm', 'deny'].map((word) => ({ text: word, callback_data: `${word}:${body.confirmationId}` })),
    ];
    await bots.telegram('sendMessage', {
      chat_id: anna.id,
      text: 'Is this you?',
      reply_markup: { inline_keyboard: keyboard },
    });
    return { anna, retry };
  };

  it('lets the second key in once confirmed, and closes the question', async () => {
    const { anna, retry } = await startedQuestion();
    const answer = await press(anna, 'confirm');
    expect(answer.text).toMatch(/^Confirmed\./);
    expect(answer.editDate).toBeDefined();
    expect(buttonsOf(answer)).toEqual([]);
    expect((await retry()).status).toBe(201);
  });

  it('keeps it out once denied', async () => {
    const { anna, retry } = await startedQuestion();
    expect((await press(anna, 'deny')).text).toMatch(/^Refused\./);
    expect((await retry()).status).toBe(401);
  });

  it('says so when the answer comes too late', async () => {
    const { anna, retry } = await startedQuestion();
    bots.clock.advanceSeconds(301);
    expect((await press(anna, 'confirm')).text).toMatch(/^This question is closed/);
    expect((await retry()).status).toBe(401);
  });

  it('confirms once, though its answer could not be shown at the first attempt', async () => {
    const { anna, retry } = await startedQuestion();
    const message = await last(anna);
    await bots.fault({ kind: 'error', count: 1 });
    await anna.press(message.messageId, callbackOf(message, 'confirm'));
    await expect
      .poll(
        async () => {
          bots.clock.advanceSeconds(2);
          return (await last(anna)).text;
        },
        { timeout: 10_000, interval: 200 },
      )
      .toMatch(/^Confirmed\./);
    expect((await retry()).status).toBe(201);
  });
});

describe('everything else', () => {
  it('answers what it does not understand with what it can do', async () => {
    for (const text of ['hello?', '/buy', '/constructor', '🙂']) {
      expect((await ask(bots.anna, text)).text).toMatch(
        /^I did not understand that\.\n\nThis is what I can do:/,
      );
    }
  });

  it('asks for patience while the API is away, and counts the update as handled', async () => {
    await using bots = await startBots({ apiUrl: 'http://127.0.0.1:1' });
    expect((await ask(bots.ivan, '/profile')).text).toBe(
      'Сейчас это не получается. Попробуйте ещё раз через минуту.',
    );
    expect((await ask(bots.ivan, '/start')).text).toMatch(/^Здравствуйте, Иван Петров!/);
    await expect
      .poll(async () => (await bots.updates()).map(({ state }) => state))
      .toEqual(['handled', 'handled']);
  });

  it('leaves a question open while the API is away', async () => {
    await using bots = await startBots({ apiUrl: 'http://127.0.0.1:1' });
    await ask(bots.anna, '/start');
    const keyboard = {
      inline_keyboard: [[{ text: 'x', callback_data: 'confirm:01890000-0000-7000-8000-000000000001' }]],
    };
    await bots.telegram('sendMessage', {
      chat_id: bots.anna.id,
      text: 'Is this you?',
      reply_markup: keyboard,
    });
    await bots.anna.press((await last(bots.anna)).messageId, 'confirm:01890000-0000-7000-8000-000000000001');
    await expect.poll(async () => (await bots.updates()).at(-1)?.state).toBe('handled');
    expect(await last(bots.anna)).toMatchObject({ text: 'Is this you?', replyMarkup: keyboard });
  });

  it('keeps silent about edits, groups, channels, other bots, and buttons that are not in the presser’s own chat', async () => {
    await using bots = await startBots();
    await ask(bots.anna, '/start');
    const from = { id: bots.anna.id, is_bot: false, first_name: 'Anna', language_code: 'en' };
    const message = {
      message_id: 1,
      date: 1_790_000_000,
      from,
      text: '/help',
      chat: { id: from.id, type: 'private' },
    };
    const group = { ...message, chat: { id: -100, type: 'group', title: 'G' } };
    await bots.post({ update_id: 900_000_001, edited_message: message });
    await bots.post({ update_id: 900_000_002, message: group });
    await bots.post({ update_id: 900_000_003, message: { ...group, text: '/help@some_other_bot' } });
    await bots.post({ update_id: 900_000_004, message: { ...message, from: { ...from, is_bot: true } } });
    await bots.post({
      update_id: 900_000_005,
      message: { ...message, text: undefined, pinned_message: message },
    });
    await bots.post({ update_id: 900_000_006, channel_post: group });
    await bots.post({
      update_id: 900_000_007,
      callback_query: { id: '1', from, chat_instance: '1', data: 'revoke_all_yes', message: group },
    });
    await bots.post({
      update_id: 900_000_008,
      callback_query: { id: '2', from, chat_instance: '1', data: 'revoke_all_yes' },
    });
    await expect
      .poll(async () => (await bots.updates()).filter(({ state }) => state !== 'handled'))
      .toEqual([]);
    expect(await bots.anna.answers()).toHaveLength(1);
  });

  it('logs nothing of what was said, and no token', async () => {
    await using bots = await startBots();
    await ask(bots.anna, 'canary-text');
    await ask(bots.awkward, '/start canary-link');
    await bots.fault({ kind: 'error', count: 1 });
    await bots.ivan.write('canary-fault');
    await expect.poll(async () => (await bots.updates()).at(-1)?.attempts).toBeGreaterThan(0);
    const logs = bots.logs.join('\n');
    for (const canary of [
      'canary',
      'Zoë',
      'Anna',
      bots.sandbox.telegram.botToken,
      bots.webhookSecret,
      'eyJ',
    ]) {
      expect(logs).not.toContain(canary);
    }
  });
});
