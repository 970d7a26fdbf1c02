import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setColorScheme } from '../color-scheme.ts';
import { collectComplaints } from '../complaints.ts';
import { expectAccessible, keepPicture, type Stage, setStage } from './stage.ts';
import type { Phone } from './telegram-host.ts';

const poll = { timeout: 15_000, interval: 50 };
const userAgent =
  'Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.60(0x28003C35) Weixin';

/** An engine that has no keys, nothing to keep one in, and no way from one tab to another. */
const asOldEngine = `
  for (const name of ['indexedDB', 'BroadcastChannel']) delete globalThis[name];
  Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined });
  for (const name of ['sessionStorage', 'localStorage'])
    Object.defineProperty(window, name, { get() { throw new DOMException('', 'SecurityError'); } });
`;

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

type Opened = AsyncDisposable & { context: BrowserContext; page: Page; complaints: string[] };

/** WeChat's browser, at a page. */
const openInWechat = async (
  path = '/miniapp/',
  prepare: (page: Page) => Promise<unknown> = async () => {},
): Promise<Opened> => {
  const context = await stage.browser.newContext({
    viewport: { width: 390, height: 780 },
    ...{ userAgent, reducedMotion: 'reduce', locale: 'en-GB' },
  });
  const page = await context.newPage();
  // Refused first: the answer brings the nonce that proofs need.
  const complaints = collectComplaints(page, (text) => /status of 40[01]/.test(text));
  await prepare(page);
  await page.goto(new URL(path, stage.atlas.url).href);
  return { context, page, complaints, [Symbol.asyncDispose]: () => context.close() };
};
/** Seen by day and by night. */
const look = async (opened: Opened, name: string) => {
  const phone = opened as unknown as Phone;
  await expectAccessible(phone);
  for (const colorScheme of ['dark', 'light'] as const) {
    await setColorScheme(opened.page, colorScheme);
    await keepPicture(phone, `wechat-${name}-${colorScheme}`);
    await expectAccessible(phone, 'color-contrast');
  }
};
const press = ({ page }: Opened, name: string) => page.getByRole('button', { name, exact: true }).click();
const greeted = ({ page }: Opened, words: RegExp) => page.getByRole('heading', { name: words }).waitFor();

/** As a native mini program does, without a key. */
const signInByProgram = async (login: object): Promise<unknown> => {
  const answer = await fetch(`${stage.atlas.url}/v1/sessions/wechat`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(login),
  });
  return answer.json();
};

describe('a page of the official account', () => {
  it('signs in whoever allows it, as the person they are in the mini program', async () => {
    const { id } = await stage.desk.joinWechat({ name: 'Ada of two apps' });
    const { code } = await stage.desk.wechatLoginCode(id);
    const profile = await stage.desk.wechatProfile(id);
    const program = await signInByProgram({ code, language: 'en', ...profile });
    expect(program).toMatchObject({ isNew: true, tokenType: 'Bearer', expiresIn: 300 });
    expect(await signInByProgram({ code })).toMatchObject({ code: 'invalid_wechat_code' });

    await using opened = await openInWechat();
    await press(opened, 'Sign in with WeChat');
    await greeted(opened, /^Who opens this page/);
    await look(opened, 'consent');
    await press(opened, 'Do not allow it');
    await press(opened, 'Sign in with WeChat');
    await press(opened, 'Ada of two apps');
    await greeted(opened, /^Hello, /);
    expect(new URL(opened.page.url()).search).toBe('');
    expect(opened.complaints).toEqual([]);
  });

  it('shows itself to a user whom WeChat made up, lets them do nothing, and signs in who they are', async () => {
    await using opened = await openInWechat('/miniapp/', (page) =>
      page.route('**/v1/login-starts/wechat', (route) =>
        route.continue({ postData: JSON.stringify({ scope: 'snsapi_base' }) }),
      ),
    );
    const { page } = opened;
    await press(opened, 'Sign in with WeChat');
    await page.getByText('WeChat asks nothing here').waitFor();
    await page.getByLabel('Only look').check();
    await press(opened, 'Anna');
    await greeted(opened, /^Hello, /);
    await page.getByText('You are only looking: WeChat has not').waitFor();
    await look(opened, 'snapshot');
    await page.getByRole('button', { name: /^Settings/ }).click();
    await page.getByText('中文').click();
    await page.getByText('Sign in at the top of the page').waitFor();
    await page.unroute('**/v1/login-starts/wechat');
    await press(opened, 'Sign in');
    await press(opened, 'Anna');
    await greeted(opened, /^(Hello|Welcome), /);
    expect(await page.getByText('You are only looking').count()).toBe(0);
  });
});

describe('a web view of an old engine', () => {
  it('signs in by the link of a chat without keys, and is told that WeChat’s page can’t bring it back', async () => {
    const { id } = await stage.desk.joinWechat({ name: 'Mia' });
    await stage.desk.writeInWechat(id, 'hello there');
    const link = async () =>
      /href="([^"]+#login=[^"]+)"/.exec((await stage.desk.wechatMessages(id)).at(-1)?.text ?? '')?.[1];
    await expect.poll(link, poll).toBeDefined();
    await using opened = await openInWechat(await link(), (page) => page.addInitScript(asOldEngine));
    await press(opened, 'Sign in');
    await greeted(opened, /^Welcome, /);
    await opened.page.goto('about:blank');
    await opened.page.goto(`${stage.atlas.url}/miniapp/`);
    await press(opened, 'Sign in with WeChat');
    await opened.page.getByText('This browser keeps nothing').waitFor();
    expect(opened.complaints).toEqual([]);
  });

  it('says so where it can’t even read the page’s scripts', async () => {
    await using opened = await openInWechat('/miniapp/', (page) =>
      page.route('**/assets/*.js', (route) =>
        route.fulfill({ contentType: 'text/javascript', body: 'const = newer than this engine' }),
      ),
    );
    const words = opened.page.getByText('this messenger or browser is too old');
    expect(await words.isVisible()).toBe(false);
    await opened.page.evaluate('document.getAnimations().forEach((animation) => animation.finish())');
    await words.waitFor();
    await look(opened, 'not-started');
  });
});
