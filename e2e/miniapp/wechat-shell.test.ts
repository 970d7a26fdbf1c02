import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startSandbox, type TestSandbox } from '../../sandbox/testing/start-sandbox.ts';
import { startWechatWebhook } from '../../sandbox/testing/wechat-webhook.ts';
import { startMiniProgram } from '../../sandbox/wechat/wx/mini-program.ts';

const folder = join(import.meta.dirname, '../../miniapp/wechat');
type Phone = Partial<Parameters<typeof startMiniProgram>[0]>;

/** The shell as it is uploaded, on somebody's phone. */
const openShell = async (sandbox: TestSandbox, phone: Phone = {}) => {
  const { id } = await sandbox.joinWechat();
  const desk = async (deed: string, body?: object) => {
    const answer = await sandbox.control('POST', `/wechat/users/${id}/${deed}`, body);
    if (answer.status >= 400) throw new Error(answer.body.code);
    return answer.body;
  };
  const { appId } = sandbox.sandbox.wechat;
  const shell = await startMiniProgram({ folder, desk, appId, webHosts: ['localhost:3000'], ...phone });
  return { id, shell };
};
const fragmentOf = (address: string | null) => new URLSearchParams(new URL(address ?? '').hash.slice(1));
const isOpen = (shell: { webView: () => string | null }) => expect.poll(shell.webView).not.toBeNull();
/** Who WeChat says a code is of. */
const whoseCode = async (sandbox: TestSandbox, code: string | null): Promise<unknown> => {
  const { appId, appSecret } = sandbox.sandbox.wechat;
  const query = { appid: appId, secret: appSecret, js_code: code ?? '', grant_type: 'authorization_code' };
  const { body } = await sandbox.wechat('GET', `/sns/jscode2session?${new URLSearchParams(query)}`);
  return body.openid ?? body.errcode;
};
const configWith = (templateIds: readonly string[]) => ({
  'config.js': `module.exports = { currentConfig: () => (${JSON.stringify({ webAppUrl: 'http://localhost:3000/miniapp/', templateIds })}) };`,
});

describe('the shell in WeChat', () => {
  it('opens the web app with a code of who opened it, in the fragment and nowhere else', async () => {
    await using sandbox = await startSandbox();
    const { id, shell } = await openShell(sandbox, { language: 'ru' });
    expect(shell.text()).toBe('Открываем…');
    await isOpen(shell);
    const address = new URL(shell.webView() ?? '');
    expect(`${address.origin}${address.pathname}${address.search}`).toBe('http://localhost:3000/miniapp/');
    const handed = fragmentOf(shell.webView());
    expect([...handed.keys()]).toEqual(['wechat', 'lang']);
    expect(handed.get('lang')).toBe('ru');
    expect(await whoseCode(sandbox, handed.get('wechat'))).toBe(id);
    expect(await whoseCode(sandbox, handed.get('wechat'))).toBe(40163);
  });

  it('hands on what it was opened for, and nothing that is no such word', async () => {
    await using sandbox = await startSandbox();
    const { shell } = await openShell(sandbox);
    shell.openAt('/pages/index/index?start=order-17');
    await isOpen(shell);
    expect(fragmentOf(shell.webView()).get('start')).toBe('order-17');
    shell.openAt(`/pages/index/index?start=${encodeURIComponent('x&login=y')}`);
    await isOpen(shell);
    expect([...fragmentOf(shell.webView()).keys()]).toEqual(['wechat', 'lang']);
  });

  it('says that it could not, and tries again with another code', async () => {
    await using sandbox = await startSandbox();
    const { id, shell } = await openShell(sandbox, { language: 'en', isOnline: false });
    await expect.poll(shell.text).toMatch(/^It could not be opened/);
    shell.phone.isOnline = true;
    shell.press('Try again');
    await isOpen(shell);
    const first = fragmentOf(shell.webView()).get('wechat');
    shell.failWebView();
    expect(shell.text()).toMatch(/^It could not be opened/);
    shell.press('Try again');
    await isOpen(shell);
    const second = fragmentOf(shell.webView()).get('wechat');
    expect(second).not.toBe(first);
    expect(await whoseCode(sandbox, second)).toBe(id);
  });

  it('gives nobody the address it was opened by, when its page is passed on', async () => {
    await using sandbox = await startSandbox();
    const { shell } = await openShell(sandbox);
    await isOpen(shell);
    expect(shell.share()).toEqual({ title: 'Atlas', path: '/pages/index/index' });
  });

  it.each([
    ['allowed', true, 'Allowed, thank you.', [1, 1]],
    ['not allowed', false, 'Not allowed. You can change this here at any time.', []],
  ])(
    'asks for notices on a tap, and WeChat tells the server: %s',
    async (_what, allowsNotices, words, left) => {
      await using sandbox = await startSandbox();
      await using webhook = await startWechatWebhook(sandbox.sandbox.wechat);
      await sandbox.control('POST', '/wechat/callback', { url: webhook.url });
      const templateIds = ['Sign-in', 'Security'].map(
        (title) => sandbox.sandbox.wechat.addTemplate({ title, content: '{{thing1.DATA}}' }).templateId,
      );
      const phone = { language: 'en', allowsNotices, edited: configWith(templateIds) };
      const { id, shell } = await openShell(sandbox, phone);
      shell.switchTab('/pages/notices/notices');
      expect(shell.text()).toContain('one message may come');
      shell.press('Allow notices');
      await expect.poll(shell.text).toContain(words);
      const { body } = await sandbox.control('GET', `/wechat/users/${id}/consents`);
      expect(body.map(({ messagesLeft }: { messagesLeft: number }) => messagesLeft)).toEqual(left);
      await expect.poll(webhook.events).toEqual(['subscribe_msg_popup_event', 'subscribe_msg_popup_event']);
    },
  );

  it('asks for nothing where no template is set', async () => {
    await using sandbox = await startSandbox();
    const { shell } = await openShell(sandbox);
    shell.switchTab('/pages/notices/notices');
    expect(shell.text()).toBe('通知\n目前没有可以订阅的通知。');
  });
});
