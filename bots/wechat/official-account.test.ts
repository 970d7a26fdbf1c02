import { describe, expect, it } from 'vitest';
import { startBots } from '../testing/index.ts';

const program = { appId: 'wx0123456789abcdef', appSecret: 'secretOfTheMiniProgram0123456789' };
const path = '/webhooks/wechat/official';

/** The sandbox plays the official account; the mini program has another app id, another token and another key. */
const startWithAccount = async () => {
  const bots = await startBots();
  const { appId, appSecret, token, encodingAesKey } = bots.wechat;
  await bots.replaceBots({
    config: {
      wechat: {
        ...{ ...bots.wechat, ...program, token: 'tokenOfTheProgram', encodingAesKey: 'A'.repeat(43) },
        officialAccount: { appId, appSecret, push: { token, encodingAesKey } },
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
