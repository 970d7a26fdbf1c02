import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WhatsappMessage } from '../../sandbox/wire.ts';
import { startBots, type TestBots } from '../testing/index.ts';

type Person = Awaited<ReturnType<TestBots['newWhatsappPerson']>>;

/** What a person gets in answer to what they do. */
const answersTo = async (
  person: Person,
  act: () => Promise<unknown>,
  count = 1,
): Promise<WhatsappMessage[]> => {
  const before = (await person.answers()).length;
  await act();
  await expect.poll(async () => (await person.answers()).length, { timeout: 10_000 }).toBe(before + count);
  return (await person.answers()).slice(before);
};
const ask = async (person: Person, text: string, count = 1): Promise<WhatsappMessage> =>
  (await answersTo(person, () => person.write(text), count))[0] as WhatsappMessage;

let bots: TestBots;
beforeAll(async () => {
  bots = await startBots();
  await bots.untilReady();
});
afterAll(() => bots[Symbol.asyncDispose]());

/** Another program of the business's owner asks, with one button. */
const askByButton = async (recipient: string, id: string): Promise<void> => {
  const { phoneNumberId, accessToken, apiRoot } = bots.sandbox.whatsapp;
  const button = { type: 'reply', reply: { id, title: 'Press' } };
  await fetch(`${apiRoot}/v25.0/${phoneNumberId}/messages`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      ...{ messaging_product: 'whatsapp', recipient, type: 'interactive' },
      interactive: { type: 'button', body: { text: 'old' }, action: { buttons: [button] } },
    }),
  });
};

describe('the dialogue in WhatsApp', () => {
  it.each([
    ['US.10000000000000000001', 'Hello, *Anna*!', 'Open the app'],
    ['RU.10000000000000000002', 'Здравствуйте, *Иван Петров*!', 'Открыть приложение'],
    ['CN.10000000000000000003', '您好，*李雷*！', '打开应用'],
    ['GB.10000000000000000004', 'Hello, *🏔️ "Zoë" <b>&amp; \\/ שָׁלוֹם*!', 'Open the app'],
  ])('greets %s in the language of their country and opens the app', async (id, greeting, label) => {
    const answer = await ask(bots.whatsappPerson(id), 'Start');
    expect(answer.text?.split('\n')[0]).toBe(greeting);
    expect(answer.link?.title).toBe(label);
  });

  it('takes commands with a slash and without, and says what it can do to everything else', async () => {
    const anna = await bots.newWhatsappPerson();
    expect((await ask(anna, '/help')).text).toMatch(/^This is what I can do:/);
    expect((await ask(anna, 'HELP')).text).toMatch(/^This is what I can do:/);
    for (const text of ['/constructor', 'help me'])
      expect((await ask(anna, text)).text).toMatch(/^I did not understand that\./);
  });

  it('offers languages as three buttons once there is an account, else the app', async () => {
    const anna = await bots.newWhatsappPerson();
    expect((await ask(anna, 'language')).text).toMatch(/^You are not registered yet/);
  });

  it('answers a button that means nothing any more with a word', async () => {
    const anna = await bots.newWhatsappPerson();
    await anna.write('hi');
    await expect.poll(() => anna.answers()).toHaveLength(1);
    await askByButton(anna.id, 'gone');
    const old = (await anna.answers()).at(-1);
    const [answer] = await answersTo(anna, () => anna.press(old?.messageId ?? '', 'gone'));
    expect(answer?.text).toBe('This button no longer works.');
  });
});

describe('signing in from the chat', () => {
  const tokenIn = ({ link }: WhatsappMessage): string =>
    new URLSearchParams(new URL(link?.url ?? '').hash.slice(1)).get('login') ?? '';
  const open = (loginToken: string, options = {}) =>
    bots.api.post('/v1/sessions/whatsapp', { loginToken }, options);

  it('registers by the link in the chat, which is in the fragment and good once', async () => {
    const anna = await bots.newWhatsappPerson({ name: 'Anna', phone: '+12025550160' });
    const answer = await ask(anna, 'start');
    expect(answer.link?.url).toMatch(/\/miniapp\/#login=[A-Za-z0-9_-]{43}$/);
    const token = tokenIn(answer);
    expect(await open(token)).toMatchObject({
      status: 201,
      body: {
        isNew: true,
        account: { displayName: 'Anna', locale: 'en' },
        session: { messenger: 'whatsapp' },
      },
    });
    expect((await open(token)).body.code).toBe('login_token_invalid');
    expect((await ask(anna, 'start')).text).toMatch(/^Welcome back, \*Anna\*!/);
    expect(bots.logs.join('\n')).not.toContain(token);
  });

  it('opens the app where a button says so', async () => {
    const anna = await bots.newWhatsappPerson();
    await open(tokenIn(await ask(anna, 'start')));
    const [here, answer] = await answersTo(anna, () => anna.write('link'), 2);
    expect(here?.buttons?.map(({ title }) => title)).toEqual(['Go on here']);
    expect(new URL(answer?.link?.url ?? '').search).toBe('?screen=link');
    expect((await open(tokenIn(answer as WhatsappMessage))).body).toMatchObject({ isNew: false });
  });

  it('is all that another person’s account needs: languages, devices and signing out go by buttons', async () => {
    const anna = await bots.newWhatsappPerson();
    const { body } = await open(tokenIn(await ask(anna, 'start')));
    const languages = await ask(anna, 'language');
    expect(languages.buttons?.map(({ title }) => title)).toEqual(['English', 'Русский', '中文']);
    const [chosen] = await answersTo(anna, () => anna.press(languages.messageId, 'language:ru'));
    expect(chosen?.text).toBe('Теперь я говорю по-русски.');
    const devices = await ask(anna, 'sessions');
    const revoke = devices.list?.rows[0]?.id ?? devices.buttons?.[0]?.id ?? '';
    expect(revoke).toBe(`revoke:${(body.session as { id: string }).id}`);
    const [sure] = await answersTo(anna, () => anna.press(devices.messageId, revoke));
    const yes = (sure?.buttons ?? sure?.list?.rows ?? [])[0];
    await answersTo(anna, () => anna.press(sure?.messageId ?? '', yes?.id ?? ''));
    const { accessToken } = body as { accessToken: string };
    expect((await bots.api.get('/v1/account', { accessToken })).status).toBe(401);
  });

  it('follows the button of a notice, with a link of its own', async () => {
    const anna = await bots.newWhatsappPerson();
    await open(tokenIn(await ask(anna, 'start')));
    for (const [id, search] of [
      ['open', ''],
      ['open:security', '?screen=security'],
      ['open:notifications', ''],
    ] as const) {
      await askByButton(anna.id, id);
      const notice = (await anna.answers()).at(-1);
      // Where security is looked at, a number that WhatsApp does not show is asked for.
      const count = id === 'open:security' ? 3 : 1;
      const answers = await answersTo(anna, () => anna.press(notice?.messageId ?? '', id), count);
      const answer = answers.find(({ link }) => link);
      expect(new URL(answer?.link?.url ?? '').search).toBe(search);
      expect((await open(tokenIn(answer as WhatsappMessage))).status).toBe(201);
    }
  });

  it('goes on in the browser that it began in, and says when that waits no longer', async () => {
    const key = await bots.api.createKey();
    const { startCode } = (await bots.api.post('/v1/login-starts', undefined, { key })).body;
    const anna = await bots.newWhatsappPerson();
    const token = tokenIn(await ask(anna, `Sign in to Atlas: ${startCode}`));
    expect((await open(token, { key: await bots.api.createKey() })).body.code).toBe('login_token_invalid');
    expect((await open(token, { key })).status).toBe(201);
    expect((await ask(anna, `Sign in to Atlas: ${startCode}`)).text).toBe(
      'That sign-in is over. Begin again in your browser.',
    );
  });

  it('asks for patience while the API is away', async () => {
    await using away = await startBots({ apiUrl: 'http://127.0.0.1:1' });
    await away.untilReady();
    const anna = await away.newWhatsappPerson();
    expect((await ask(anna, 'start')).text).toMatch(/^We can’t do that just now/);
  });
});

describe('an answer that WhatsApp does not take', () => {
  const passTime = (isDone: () => Promise<boolean>) =>
    expect
      .poll(
        async () => {
          bots.clock.advanceSeconds(3);
          return isDone();
        },
        { timeout: 15_000, interval: 100 },
      )
      .toBe(true);

  it.each(['error', '429', 'down', 'drop'] as const)('comes after a while where it was %s', async (kind) => {
    const anna = await bots.newWhatsappPerson();
    await bots.whatsappFault({ kind, count: 1 });
    await anna.write('help');
    await passTime(async () => (await anna.answers()).length === 1);
  });

  it('is given up when the person can’t be reached', async () => {
    const anna = await bots.newWhatsappPerson();
    await bots.whatsappFault({ kind: 'blocked', count: 1 });
    await anna.write('help');
    await expect
      .poll(async () => (await bots.whatsappUpdates()).some(({ updateId }) => updateId.endsWith(':failed')))
      .toBe(true);
    expect(await anna.answers()).toEqual([]);
  });
});

describe('an identity', () => {
  it('is the user id: whoever comes to a phone number after somebody is somebody else', async () => {
    const before = await bots.newWhatsappPerson({ name: 'Before', phone: '+12025550188' });
    await ask(before, 'start');
    await before.changePhone('+12025550189');
    const after = await bots.newWhatsappPerson({ name: 'After', phone: '+12025550188' });
    expect((await ask(after, 'start')).text).toMatch(/^Hello, \*After\*!/);
    expect(after.id).not.toBe(before.id);
  });

  it('that moved is noted, and nobody is written to', async () => {
    const anna = await bots.newWhatsappPerson({ name: 'Anna', phone: '+12025550186' });
    const moved = await anna.changePhone('+12025550187');
    await expect
      .poll(async () => (await bots.whatsappUpdates()).filter(({ state }) => state !== 'handled'))
      .toEqual([]);
    expect(await bots.whatsappPerson(moved.id).answers()).toEqual([]);
  });
});
