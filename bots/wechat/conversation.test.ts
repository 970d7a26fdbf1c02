import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WechatMessage } from '../../sandbox/wire.ts';
import { startBots, type TestBots } from '../testing/index.ts';

type Person = Awaited<ReturnType<TestBots['newWechatPerson']>>;

let bots: TestBots;
beforeAll(async () => {
  bots = await startBots();
  await bots.connectWechat();
  await bots.untilReady();
});
afterAll(() => bots[Symbol.asyncDispose]());

/** What a person gets in answer to what they do: one message, whatever it is. */
const answerTo = async (person: Person, act: () => Promise<unknown>): Promise<WechatMessage> => {
  const before = (await person.answers()).length;
  await act();
  await expect.poll(async () => (await person.answers()).length, { timeout: 10_000 }).toBe(before + 1);
  return (await person.answers()).at(-1) as WechatMessage;
};
const ask = (person: Person, text: string) => answerTo(person, () => person.write(text));

const linkIn = ({ text = '' }: WechatMessage): URL => new URL(/<a href="([^"]+)">/.exec(text)?.[1] ?? '');
const tokenIn = (message: WechatMessage): string =>
  new URLSearchParams(linkIn(message).hash.slice(1)).get('login') ?? '';
/** The number beside a choice. */
const numberOf = ({ text = '' }: WechatMessage, label: string): string =>
  new RegExp(`【(\\d+)】${label}`).exec(text)?.[1] ?? '';
const open = (loginToken: string, options = {}) =>
  bots.api.post('/v1/sessions/wechat', { loginToken }, options);

describe('the dialogue in WeChat', () => {
  it('greets who follows, with a link in the text and nothing to tap besides', async () => {
    const anna = await bots.newWechatPerson({ follows: false });
    const answer = await answerTo(anna, () => anna.follow());
    // Nobody knows yet what they read.
    expect(answer.text).toMatch(
      /^您好，WeChat！\n\n.+\n\nHello, WeChat!\n\n.+\n\n<a href=".+\/miniapp\/#login=[\w-]{43}&messenger=wechat">打开应用 \/ Open the app<\/a>$/s,
    );
  });

  it('begins with what was scanned, by a follower or somebody new, and with a visit from the mini program', async () => {
    const [anna, ivan, lilei] = await Promise.all([
      bots.newWechatPerson(),
      bots.newWechatPerson({ follows: false }),
      bots.newWechatPerson({ follows: false }),
    ]);
    expect((await answerTo(anna, () => anna.scan('spring'))).text).toContain('您打开了链接 spring。');
    expect((await answerTo(ivan, () => ivan.scan('spring'))).text).toContain('您打开了链接 spring。');
    expect((await answerTo(lilei, () => lilei.enter('product_42'))).text).toContain(
      '您打开了链接 product_42。',
    );
  });

  it('sets up a menu of commands, whose keys it answers', async () => {
    const menu = await bots.control<{ name: string; key?: string; buttons?: { key: string }[] }[]>(
      'GET',
      '/wechat/menu',
    );
    expect(menu.map(({ key, buttons }) => key ?? buttons?.map((button) => button.key))).toEqual([
      'app',
      ['profile', 'security', 'sessions', 'link'],
      ['language', 'help'],
    ]);
    const anna = await bots.newWechatPerson();
    expect((await answerTo(anna, () => anna.click('help'))).text).toMatch(/^我可以做这些：/);
  });

  it('takes commands with a slash and without, in the mini program’s chat as in the account’s', async () => {
    for (const follows of [true, false]) {
      const anna = await bots.newWechatPerson({ follows });
      expect((await ask(anna, '/help')).text).toMatch(/^我可以做这些：/);
      expect((await ask(anna, 'HELP')).text).toMatch(/^我可以做这些：/);
      expect((await ask(anna, '请帮助我')).text).toMatch(/^抱歉，我没有听懂。/);
    }
  });

  it('is pushed in plain and in JSON where the console says so', async () => {
    await using plain = await startBots();
    await plain.replaceBots({ config: { wechat: { ...plain.wechat, takesPlain: true } } });
    for (const form of [
      { mode: 'plain', format: 'json' },
      { mode: 'safe', format: 'json' },
      { mode: 'plain' },
    ] as const) {
      await plain.connectWechat(form);
      const anna = await plain.newWechatPerson({ follows: false });
      await anna.write('help');
      await expect.poll(() => anna.answers(), { timeout: 10_000 }).toHaveLength(1);
    }
  });
});

describe('the language of somebody new', () => {
  it('is the one they write in, also when they say nothing next, and the one their account begins with', async () => {
    const ivan = await bots.newWechatPerson();
    expect((await answerTo(ivan, () => ivan.click('help'))).text).toMatch(
      /我可以做这些.+This is what I can do/s,
    );
    expect((await ask(ivan, 'что вы умеете?')).text).toMatch(/^Не получилось понять/);
    const invited = await answerTo(ivan, () => ivan.click('app'));
    expect(invited.text).toContain('>Открыть приложение</a>');
    expect(await open(tokenIn(invited))).toMatchObject({ body: { account: { locale: 'ru' } } });
    expect((await ask(ivan, 'hello again')).text).toMatch(/^Не получилось понять/);
  });

  it('is told by the browser that follows the link, where they wrote nothing', async () => {
    for (const [language, locale] of [
      ['en-GB', 'en'],
      ['ru', 'ru'],
      [undefined, 'zh'],
    ]) {
      const anna = await bots.newWechatPerson();
      const loginToken = tokenIn(await ask(anna, 'start'));
      const opened = await bots.api.post('/v1/sessions/wechat', { loginToken, language });
      expect(opened).toMatchObject({ status: 201, body: { isNew: true, account: { locale } } });
    }
  });
});

describe('signing in from the chat', () => {
  it('registers by the link, which is good once', async () => {
    const anna = await bots.newWechatPerson();
    const token = tokenIn(await ask(anna, 'start'));
    expect(await open(token)).toMatchObject({
      status: 201,
      body: { isNew: true, account: { locale: 'zh' }, session: { messenger: 'wechat' } },
    });
    expect((await open(token)).body.code).toBe('login_token_invalid');
    expect(
      (await bots.api.post('/v1/sessions/whatsapp', { loginToken: tokenIn(await ask(anna, 'start')) }))
        .status,
    ).toBe(401);
    expect((await ask(anna, 'start')).text).toMatch(/^欢迎回来/);
    expect(bots.logs.join('\n')).not.toContain(token);
    expect(bots.logs.join('\n')).not.toContain(anna.id);
  });

  it('goes on in the browser that it began in, by typing its code or scanning it', async () => {
    const anna = await bots.newWechatPerson();
    for (const show of [(code: string) => anna.write(`登录 ${code}`), (code: string) => anna.scan(code)]) {
      const key = await bots.api.createKey();
      const { startCode } = (await bots.api.post('/v1/login-starts', undefined, { key })).body;
      const token = tokenIn(await answerTo(anna, () => show(String(startCode))));
      expect((await open(token, { key: await bots.api.createKey() })).body.code).toBe('login_token_invalid');
      expect((await open(token, { key })).status).toBe(201);
      // What is done twice in a second is done once.
      bots.clock.advanceSeconds(1);
      expect((await answerTo(anna, () => show(String(startCode)))).text).toBe(
        '这次登录已结束。请在浏览器中重新开始。',
      );
    }
  });

  it('is all that is needed to choose a language and sign out: choices are answered with their numbers', async () => {
    const anna = await bots.newWechatPerson();
    const { body } = await open(tokenIn(await ask(anna, 'start')));
    const languages = await ask(anna, 'language');
    expect(languages.text).toMatch(/请回复数字：\n【1】English\n【2】Русский\n【3】中文$/);
    expect((await ask(anna, '１')).text).toBe('From now on I speak English.');
    const devices = await ask(anna, 'sessions');
    // Numbers go on: an answer to one question is never taken for an answer to another.
    const revoke = numberOf(devices, 'Sign out ');
    expect(revoke).toBe('4');
    const sure = await ask(anna, `${revoke}.`);
    await ask(anna, `【${numberOf(sure, 'Yes')}】`);
    const { accessToken } = body as { accessToken: string };
    expect((await bots.api.get('/v1/account', { accessToken })).status).toBe(401);
    expect((await ask(anna, '99')).text).toBe('This button no longer works.');
    bots.clock.advanceSeconds(3601);
    expect((await ask(anna, '1')).text).toBe('This button no longer works.');
  });

  it('follows the number of a notice, with a link of its own', async () => {
    const anna = await bots.newWechatPerson();
    await open(tokenIn(await ask(anna, 'start')));
    // As notify offers what stands below its messages.
    const [offer] = await bots.database.query<{ first: number }>({
      text: 'select bots.offer_wechat_choices($1, $2, $3, $4) as first',
      values: [
        ...[bots.wechat.appId, anna.id],
        ['confirm:x', 'open:security', 'open:devices', 'open:from_next_year'],
        bots.clock(),
      ],
    });
    const choose = (place: number) => ask(anna, String((offer?.first ?? 0) + place));
    const answer = await choose(1);
    expect(linkIn(answer).search).toBe('?screen=security');
    expect((await open(tokenIn(answer))).status).toBe(201);
    expect(linkIn(await choose(2)).search).toBe('?screen=devices');
    expect(linkIn(await choose(3)).search).toBe('');
  });

  it('understands nobody’s numbers but their own', async () => {
    const [anna, ivan] = [await bots.newWechatPerson(), await bots.newWechatPerson()];
    for (const person of [anna, ivan]) await open(tokenIn(await ask(person, 'start')));
    await ask(anna, 'language');
    expect((await ask(ivan, '1')).text).toBe('此按钮已失效。');
  });
});

describe('an answer that WeChat does not take', () => {
  it.each(['error', '429', 'drop'] as const)('comes after a while where it was %s', async (kind) => {
    const anna = await bots.newWechatPerson();
    await bots.wechatFault({ kind, count: 1 });
    await anna.write('help');
    await expect
      .poll(
        async () => {
          bots.clock.advanceSeconds(10);
          return anna.answers();
        },
        { timeout: 15_000, interval: 100 },
      )
      .toHaveLength(1);
  });

  it('is given up when the person can’t be reached', async () => {
    const anna = await bots.newWechatPerson();
    const { length } = await bots.wechatUpdates();
    await bots.wechatFault({ kind: 'blocked', count: 1 });
    await anna.write('help');
    const states = async () => (await bots.wechatUpdates()).slice(length).map(({ state }) => state);
    await expect.poll(states, { timeout: 10_000 }).toEqual(['handled']);
    expect(await anna.answers()).toEqual([]);
  });
});
