import { createWechatCallbacks } from '@atlas/shared/wechat';
import { describe, expect, it } from 'vitest';
import { startBots } from '../testing/index.ts';

const program = { appId: 'wx0123456789abcdef', appSecret: 'secretOfTheMiniProgram0123456789' };
const path = '/webhooks/wechat/official';

/** The sandbox plays the official account; the mini program has another app id, another token and another key. */
const startWithAccount = async ({ repliesPassively = false, takesPlain = false } = {}) => {
  const bots = await startBots();
  const { appId, appSecret, token, encodingAesKey } = bots.wechat;
  await bots.replaceBots({
    config: {
      wechat: {
        ...{ ...bots.wechat, ...program, token: 'tokenOfTheProgram', encodingAesKey: 'A'.repeat(43) },
        officialAccount: { appId, appSecret, push: { token, encodingAesKey, repliesPassively } },
        takesPlain,
      },
    },
  });
  return bots;
};

describe('an official account beside the mini program', () => {
  it('is answered in its own chat, as who one is there', async () => {
    await using bots = await startWithAccount();
    await bots.control('POST', '/wechat/callback', { url: bots.url + path });
    const anna = await bots.newWechatPerson();
    await anna.write('你好');
    await expect.poll(() => anna.answers(), { timeout: 10_000 }).toHaveLength(1);
    const [update] = await bots.database.query({
      text: 'select app_id as "appId" from bots.wechat_updates',
    });
    expect(update).toEqual({ appId: bots.wechat.appId });
    const [answer] = await anna.answers();
    const token = /#login=([\w-]{43})/.exec(answer?.text ?? '')?.[1];
    const opened = await bots.api.post('/v1/sessions/wechat', { loginToken: token });
    expect(opened.status).toBe(201);
    const [identity] = await bots.database.query({
      text: 'select app_scope as "appScope", subject from identities',
    });
    expect(identity).toEqual({ appScope: bots.wechat.appId, subject: anna.id });
  });

  it('takes no pushes of the mini program’s, nor the mini program its', async () => {
    await using bots = await startWithAccount();
    const push = {
      ...{ ToUserName: 'gh_1', FromUserName: 'oSomebody', MsgType: 'text', MsgId: '1', Content: 'hi' },
      CreateTime: Math.floor(bots.clock().getTime() / 1000),
    };
    // Sealed as the account's, and posted to the mini program's address.
    expect(await bots.postWechat(push)).toMatchObject({ status: 401, code: 'webhook_unauthorized' });
    expect(await bots.postWechat(push, { path })).toMatchObject({ status: 200, text: 'success' });
    expect(await bots.wechatUpdates()).toHaveLength(1);
  });
});

describe('an official account that replies with the push', () => {
  const started = () => startWithAccount({ repliesPassively: true, takesPlain: true });
  const push = (bots: Awaited<ReturnType<typeof started>>, MsgId: string) => ({
    ...{ ToUserName: 'gh_1', FromUserName: 'oSomebody', MsgType: 'text', MsgId, Content: 'hello there' },
    CreateTime: Math.floor(bots.clock().getTime() / 1000),
  });

  /** A reply as WeChat reads it: its signature, then what is inside. */
  const opened = (bots: Awaited<ReturnType<typeof started>>, reply: string) => {
    const field = (name: string) =>
      new RegExp(`<${name}>(?:<!\\[CDATA\\[)?([^\\]<]*)`).exec(reply)?.[1] ?? null;
    const query = {
      timestamp: field('TimeStamp'),
      nonce: field('Nonce'),
      msgSignature: field('MsgSignature'),
    };
    const callbacks = createWechatCallbacks({ ...bots.wechat, clock: bots.clock });
    return callbacks.open({ ...query, signature: null, encryptType: 'aes' }, reply).message;
  };

  it('is answered encrypted, in the same request, and needs no call of WeChat’s for it', async () => {
    await using bots = await started();
    await bots.control('POST', '/wechat/callback', { url: bots.url + path });
    await bots.wechatFault({ kind: 'down', count: 100 });
    const anna = await bots.newWechatPerson();
    await anna.write('你好');
    await expect.poll(() => anna.answers(), { timeout: 10_000 }).toHaveLength(1);
    expect((await anna.answers())[0]?.text).toMatch(/#login=[\w-]{43}/);
    const windows = await bots.database.query({
      text: 'select messages_allowed - messages_left as taken from bots.wechat_windows',
    });
    expect(windows).toEqual([{ taken: 0 }]);
  });

  it('says the same to a push that comes again, and does nothing twice', async () => {
    await using bots = await started();
    const both = await Promise.all(
      ['1', '1'].map((id) => bots.postWechat(push(bots, id), { path, format: 'xml' })),
    );
    const again = await bots.postWechat(push(bots, '1'), { path, format: 'xml' });
    const replies = [...both, again].map(({ text }) => opened(bots, text));
    const words = replies.map(({ Content }) => Content);
    expect(words[0]).toContain('#login=');
    expect(new Set(words).size).toBe(1);
    expect(replies.at(-1)).toMatchObject({ ToUserName: 'oSomebody', FromUserName: 'gh_1' });
    expect(await bots.wechatUpdates()).toHaveLength(1);
    expect(await bots.database.query({ text: 'select from login_links' })).toHaveLength(1);
  });

  it('lets WeChat go where an answer is not to be had, and says it later by a message', async () => {
    await using bots = await started();
    await bots.control('POST', '/wechat/callback', { url: bots.url + path });
    const anna = await bots.newWechatPerson();
    const failed = () =>
      bots.database.query({ text: 'select from bots.wechat_updates where failure is not null' });
    await bots.database.transaction(async (tx) => {
      await tx.query({ text: 'lock table bots.wechat_languages in access exclusive mode' });
      await anna.write('hello there');
      await expect.poll(failed, { timeout: 10_000 }).toHaveLength(1);
    });
    expect(await anna.answers()).toEqual([]);
    bots.clock.advanceSeconds(3);
    await expect.poll(() => anna.answers(), { timeout: 10_000 }).toHaveLength(1);
    const windows = await bots.database.query({
      text: 'select messages_allowed - messages_left as taken from bots.wechat_windows',
    });
    expect(windows).toEqual([{ taken: 1 }]);
  });

  it('says nothing to whom it may not know: a push that is not encrypted is answered later, in the chat', async () => {
    await using bots = await started();
    const answered = await bots.postWechat(push(bots, '4'), { path, format: 'xml', isSealed: false });
    expect(answered).toMatchObject({ status: 200, text: 'success' });
  });

  it('waits for no answer to what is none of a person’s asking', async () => {
    await using bots = await started();
    const left = { ...push(bots, '3'), MsgType: 'event', Event: 'unsubscribe' };
    const answered = await bots.postWechat(left, { path });
    expect(answered).toMatchObject({ status: 200, text: 'success' });
  });
});
