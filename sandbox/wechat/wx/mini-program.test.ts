import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startBotServer } from '../../testing/bot-server.ts';
import { startSandbox } from '../../testing/start-sandbox.ts';
import { type MiniProgram, startMiniProgram } from './mini-program.ts';

const appJson = JSON.stringify({
  pages: ['pages/a/a', 'pages/b/b', 'pages/c/c'],
  tabBar: { list: [{ pagePath: 'pages/a/a' }, { pagePath: 'pages/b/b' }] },
});
const noPage = { '.js': 'Page({})', '.json': '{}', '.wxml': '<view>{{nothing}}</view>' };

type Files = Record<string, string>;

/** A mini program of these files, on the phone of somebody new. */
const start = async (files: Files, phone: Partial<MiniProgram['phone']> = {}) => {
  const sandbox = await startSandbox();
  const { id } = await sandbox.joinWechat();
  const folder = await mkdtemp(join(tmpdir(), 'mini-program-'));
  const pages = ['a', 'b', 'c'].flatMap((page) =>
    Object.entries(noPage).map(([end, text]) => [`pages/${page}/${page}${end}`, text] as const),
  );
  const all = { 'app.json': appJson, 'app.js': 'App({})', ...Object.fromEntries(pages), ...files };
  for (const [path, text] of Object.entries(all)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const desk = async (deed: string, body?: object) => {
    const { status, body: answer } = await sandbox.control('POST', `/wechat/users/${id}/${deed}`, body);
    if (status >= 400) throw new Error(answer.code);
    return answer;
  };
  const started = startMiniProgram({
    ...{ folder, desk, appId: sandbox.sandbox.wechat.appId, webHosts: ['web.example'] },
    ...phone,
  });
  const stop = async () => {
    await rm(folder, { recursive: true });
    await sandbox[Symbol.asyncDispose]();
  };
  const app = await started.catch(async (error) => {
    await stop();
    throw error;
  });
  return { sandbox, id, app, [Symbol.asyncDispose]: stop };
};
/** Shows what a `wx.` call in the page's `go` told. */
const calling = (source: string) => ({
  'pages/a/a.js': `Page({ data: { told: '' }, tell(x) { this.setData({ told: JSON.stringify(x) }) }, go() { ${source} } })`,
  'pages/a/a.wxml': '<button bindtap="go">Go</button><view>{{told}}</view>',
});
const told = async (app: MiniProgram) => {
  app.press('Go');
  await expect.poll(app.text).toMatch(/\{/);
  return JSON.parse(app.text().replace('Go\n', ''));
};
const both = '({ success: (x) => this.tell(x), fail: (x) => this.tell(x) })';

describe('a mini program on the desk', () => {
  it('shows what its data makes of its markup', async () => {
    await using t = await start({
      'lib/words.js': 'module.exports = { hello: "Hello" }',
      'pages/a/a.js': `
        const { hello } = require('../../lib/words');
        Page({ data: { hello, is: { on: false } }, turn() { this.setData({ is: { on: !this.data.is.on } }) } })`,
      'pages/a/a.wxml': `
        <view wx:if="{{is.on}}">on</view><view wx:elif="{{hello}}">{{hello}}, world</view><view wx:else>never</view>
        <button disabled bindtap="turn">Turn</button>`,
    });
    expect(t.app.text()).toBe('Hello, world\nTurn');
    t.app.press('Turn');
    expect(t.app.text()).toBe('on\nTurn');
  });

  it('finds nothing of Node or of a browser around it', async () => {
    const kinds = '[typeof process, typeof fetch, typeof window, typeof document, typeof wx]';
    await using t = await start({
      'pages/a/a.js': `Page({ data: { kinds: ${kinds}.join() } })`,
      'pages/a/a.wxml': '<view>{{kinds}}</view>',
    });
    expect(t.app.text()).toBe('undefined,undefined,undefined,undefined,object');
  });

  it.each([
    ['a handler that is not there', { 'pages/a/a.wxml': '<button bindtap="gone">Go</button>' }, '"gone"'],
    ['a button that is not there', {}, 'There is no button'],
  ])('says so of %s', async (_what, files, words) => {
    await using t = await start(files);
    expect(() => t.app.press('Go')).toThrow(words);
  });

  it.each([
    ['an expression it can’t read', { 'pages/a/a.wxml': '<view>{{a + b}}</view>' }],
    ['a directive it can’t read', { 'pages/a/a.wxml': '<view wx:for="{{list}}">x</view>' }],
  ])('does not pretend to show %s', async (_what, files) => {
    await using t = await start(files);
    expect(() => t.app.text()).toThrow('The sandbox reads no');
  });

  it.each([
    ['a missing module', { 'pages/a/a.js': `require('../../gone'); Page({})` }],
    ['a missing App', { 'app.js': '' }],
    ['a page without its markup', { 'app.json': JSON.stringify({ pages: ['pages/a/a', 'pages/d/d'] }) }],
  ])('does not start with %s', async (_what, files) => {
    await expect(start(files)).rejects.toThrow();
  });

  it('covers its page with a web view, of business domains alone', async () => {
    const at = (src: string) => ({
      'pages/a/a.wxml': `<web-view src="${src}" binderror="failed" /><view>below</view>`,
      'pages/a/a.js': `Page({ data: { told: '' }, failed() { wx.switchTab({ url: '/pages/b/b' }) } })`,
    });
    await using t = await start(at('https://web.example/x#y'));
    expect([t.app.webView(), t.app.text()]).toEqual(['https://web.example/x#y', '']);
    t.app.failWebView();
    await expect.poll(t.app.route).toBe('pages/b/b');
    await using other = await start(at('https://elsewhere.example/'));
    expect(other.app.webView()).toBeNull();
  });

  it('goes from page to page as WeChat does: tabs are kept, and tabs alone are switched to', async () => {
    const note = (page: string) =>
      `Page({ onLoad(q) { getApp().log.push('${page} load ' + JSON.stringify(q)) }, onUnload() { getApp().log.push('${page} unload') },
        async go() { for (const step of getApp().steps) await step().catch((x) => getApp().log.push(x.errMsg)); this.setData({ told: JSON.stringify({ log: getApp().log, open: getCurrentPages().length }) }) } })`;
    await using t = await start({
      'app.js': `App({ log: [], steps: [
        () => wx.navigateTo({ url: '/pages/b/b' }), () => wx.navigateTo({ url: '/pages/c/c?x=1' }), () => wx.navigateBack(),
        () => wx.switchTab({ url: '/pages/c/c' }), () => wx.switchTab({ url: '/pages/b/b' }),
        () => wx.navigateTo({ url: '/pages/d/d' }), () => wx.switchTab({ url: '/pages/a/a' }) ] })`,
      'pages/a/a.js': note('a'),
      'pages/b/b.js': note('b'),
      'pages/c/c.js': note('c'),
      'pages/a/a.wxml': '<button bindtap="go">Go</button><view>{{told}}</view>',
    });
    expect(await told(t.app)).toEqual({
      open: 1,
      log: [
        'a load {}',
        'navigateTo:fail can not open a tabbar page',
        'c load {"x":"1"}',
        'c unload',
        'switchTab:fail can not switch to no-tabBar page',
        'b load {}',
        'navigateTo:fail page "pages/d/d" is not found',
      ],
    });
  });
});

describe('wx', () => {
  it('logs in with a code of the person whose phone it is', async () => {
    await using t = await start(calling(`wx.login${both}`));
    const { code, errMsg } = await told(t.app);
    expect(errMsg).toBe('login:ok');
    const { appId, appSecret } = t.sandbox.sandbox.wechat;
    const query = { appid: appId, secret: appSecret, js_code: code, grant_type: 'authorization_code' };
    const { body } = await t.sandbox.wechat('GET', `/sns/jscode2session?${new URLSearchParams(query)}`);
    expect(body.openid).toBe(t.id);
  });

  it('fails without a network', async () => {
    await using t = await start(calling(`wx.login${both}`), { isOnline: false });
    expect(await told(t.app)).toEqual({ errMsg: 'login:fail network is not available', errno: 5 });
  });

  it.each([
    ['a template that nobody picked', "['x']", 20001],
    ['no template', '[]', 10001],
    ['four templates', "['1', '2', '3', '4']", 20003],
  ])('asks for no notices of %s', async (_what, templates, errCode) => {
    await using t = await start(calling(`wx.requestSubscribeMessage({ tmplIds: ${templates}, ...${both} })`));
    expect(await told(t.app)).toMatchObject({ errCode });
  });

  it('asks for no notices where nobody taps', async () => {
    await using t = await start(
      calling(`Promise.resolve().then(() => wx.requestSubscribeMessage({ tmplIds: ['x'], ...${both} }))`),
    );
    expect(await told(t.app)).toMatchObject({ errCode: 20013 });
  });

  it('requests from the hosts that the dashboard lets it, and from no other', async () => {
    await using server = await startBotServer();
    const { host } = new URL(server.url);
    const asking = `wx.request({ url: '${server.url}', method: 'POST', data: { a: 1 }, ...${both} })`;
    await using t = await start(calling(asking), { requestHosts: [host] });
    expect(await told(t.app)).toMatchObject({ errMsg: 'request:ok', statusCode: 200 });
    expect(server.received.map(({ update }) => update)).toEqual([{ a: 1 }]);
    await using other = await start(calling(asking));
    expect(await told(other.app)).toMatchObject({ errMsg: 'request:fail url not in domain list' });
    await using released = await start(calling(asking), { requestHosts: [host], envVersion: 'release' });
    expect(await told(released.app)).toMatchObject({ errMsg: 'request:fail url not in domain list' });
  });

  it('keeps what it is given, as data', async () => {
    await using t = await start(
      calling(`wx.setStorageSync('k', { a: 1 }); wx.getStorage({ key: 'k', success: (x) => this.tell(x) })`),
    );
    expect(await told(t.app)).toEqual({ errMsg: 'getStorage:ok', data: { a: 1 } });
  });
});
