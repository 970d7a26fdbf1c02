import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startApi } from '../../api/testing/index.ts';
import { startSandbox } from '../../sandbox/testing/start-sandbox.ts';
import { startWechatWebhook } from '../../sandbox/testing/wechat-webhook.ts';
import { startMiniProgram } from '../../sandbox/wechat/wx/mini-program.ts';

const folder = join(import.meta.dirname, '../../miniapp/wechat');
type Phone = Partial<
  Pick<Parameters<typeof startMiniProgram>[0], 'language' | 'isOnline' | 'allowsNotices' | 'showsPhone'>
>;

/** The API, and WeChat with it. */
const start = async () => {
  const sandbox = await startSandbox();
  const { appId, appSecret, token, encodingAesKey } = sandbox.sandbox.wechat;
  const root = sandbox.at('/wechat');
  const app = { appId, appSecret, token, encodingAesKey, officialAccount: null, takesPlain: false };
  const api = await startApi({}, { wechat: { ...app, apiRoot: root, openRoot: root } });
  const { host } = new URL(api.url);

  /** The shell as it is uploaded, on the phone of somebody new. */
  const openShell = async (phone: Phone = {}, templateIds: readonly string[] = []) => {
    const { id } = await sandbox.joinWechat({ phone: '+8613800000177' });
    const config = { webAppUrl: `${api.url}/miniapp/`, apiUrl: api.url, templateIds };
    const shell = await startMiniProgram({
      ...{ folder, appId, webHosts: [host], requestHosts: [host] },
      edited: { 'config.js': `module.exports = { currentConfig: () => (${JSON.stringify(config)}) };` },
      desk: async (deed, body) => {
        const answer = await sandbox.control('POST', `/wechat/users/${id}/${deed}`, body);
        if (answer.status >= 400) throw new Error(answer.body.code);
        return answer.body;
      },
      ...phone,
    });
    return { id, shell };
  };
  return {
    ...{ sandbox, api, openShell },
    [Symbol.asyncDispose]: async () => {
      await api[Symbol.asyncDispose]();
      await sandbox[Symbol.asyncDispose]();
    },
  };
};
const fragmentOf = (address: string | null) => new URLSearchParams(new URL(address ?? '').hash.slice(1));
const isOpen = (shell: { webView: () => string | null }) => expect.poll(shell.webView).not.toBeNull();

describe('the shell in WeChat', () => {
  it('opens the web app with a code of who opened it, in the fragment and nowhere else', async () => {
    await using t = await start();
    const { shell } = await t.openShell({ language: 'ru' });
    expect(shell.text()).toBe('Открываем…');
    await isOpen(shell);
    const { origin, pathname, search } = new URL(shell.webView() ?? '');
    expect(`${origin}${pathname}${search}`).toBe(`${t.api.url}/miniapp/`);
    const handed = fragmentOf(shell.webView());
    expect([...handed.keys()]).toEqual(['wechat', 'lang']);

    const login = { code: handed.get('wechat'), language: handed.get('lang') };
    const key = await t.api.createKey();
    const opened = await t.api.post('/v1/sessions/wechat', login, { key });
    expect(opened).toMatchObject({
      status: 201,
      body: { tokenType: 'DPoP', session: { messenger: 'wechat' } },
    });
    const again = await t.api.post('/v1/sessions/wechat', login, { key: await t.api.createKey() });
    expect(again).toMatchObject({ status: 401, body: { code: 'invalid_wechat_code' } });
    const { accessToken } = opened.body as { accessToken: string };
    expect((await t.api.get('/v1/sessions', { key, accessToken })).body.items).toHaveLength(1);
  });

  it('hands on what it was opened for, and nothing that is no such word', async () => {
    await using t = await start();
    const { shell } = await t.openShell();
    shell.openAt('/pages/index/index?start=security');
    await isOpen(shell);
    expect(fragmentOf(shell.webView()).get('start')).toBe('security');
    shell.openAt(`/pages/index/index?start=${encodeURIComponent('x&wechat=y')}`);
    await isOpen(shell);
    expect([...fragmentOf(shell.webView()).keys()]).toEqual(['wechat', 'lang']);
  });

  it('says that it could not, and tries again with another code', async () => {
    await using t = await start();
    const { shell } = await t.openShell({ language: 'en', isOnline: false });
    await expect.poll(shell.text).toMatch(/^It could not be opened/);
    shell.phone.isOnline = true;
    shell.press('Try again');
    await isOpen(shell);
    const first = fragmentOf(shell.webView()).get('wechat');
    shell.failWebView();
    expect(shell.text()).toMatch(/^It could not be opened/);
    shell.press('Try again');
    await isOpen(shell);
    expect(fragmentOf(shell.webView()).get('wechat')).not.toBe(first);
  });

  it('gives nobody the address it was opened by, when its page is passed on', async () => {
    await using t = await start();
    const { shell } = await t.openShell();
    await isOpen(shell);
    expect(shell.share()).toEqual({ title: 'Atlas', path: '/pages/index/index' });
  });

  it.each([
    ['allowed', true, 'Allowed, thank you.', [1, 1]],
    ['not allowed', false, 'Not allowed. You can change this here at any time.', []],
  ])(
    'asks for notices on a tap, and WeChat tells the server: %s',
    async (_what, allowsNotices, words, left) => {
      await using t = await start();
      const { wechat } = t.sandbox.sandbox;
      await using webhook = await startWechatWebhook(wechat);
      await wechat.setCallback({ url: webhook.url, mode: 'safe', format: 'xml' });
      const templateIds = ['Sign-in', 'Security'].map(
        (title) => wechat.addTemplate({ title, content: '{{thing1.DATA}}' }).templateId,
      );
      const { id, shell } = await t.openShell({ language: 'en', allowsNotices }, templateIds);
      shell.switchTab('/pages/notices/notices');
      expect(shell.text()).toContain('one message may come');
      shell.press('Allow notices');
      await expect.poll(shell.text).toContain(words);
      const { body } = await t.sandbox.control('GET', `/wechat/users/${id}/consents`);
      expect(body.map(({ messagesLeft }: { messagesLeft: number }) => messagesLeft)).toEqual(left);
      await expect.poll(webhook.events).toEqual(['subscribe_msg_popup_event', 'subscribe_msg_popup_event']);
    },
  );

  it.each([
    ['agree', { showsPhone: true }, /Received: .*77$/],
    ['do not', { showsPhone: false }, /No phone number was shown\.$/],
  ])('shows the server their number when they %s', async (_what, phone, words) => {
    await using t = await start();
    const { shell } = await t.openShell({ language: 'en', ...phone });
    shell.switchTab('/pages/notices/notices');
    shell.press('Show my phone number');
    await expect.poll(shell.text).toMatch(words);
  });

  it('asks for nothing where no template is set', async () => {
    await using t = await start();
    const { shell } = await t.openShell();
    shell.switchTab('/pages/notices/notices');
    expect(shell.text()).toMatch(/^通知\n目前没有可以订阅的通知。\n/);
  });
});
