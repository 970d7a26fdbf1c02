import type { Browser, BrowserContext, Page } from 'playwright-core';
import { collectComplaints } from '../complaints.ts';
import { type ThemeName, themes } from './themes.ts';

/**
 * Telegram on a phone, as a web view sees it: events go out through `TelegramWebviewProxy`, and answers come back by
 * `receiveEvent`. What the app posts is kept; popups are answered as the test says.
 */
const hostScript = `
  window.__host = { posted: [], popupAnswer: null };
  window.TelegramWebviewProxy = {
    postEvent(type, json) {
      const data = JSON.parse(json);
      window.__host.posted.push([type, data]);
      if (type !== 'web_app_open_popup') return;
      const pressed = window.__host.popupAnswer;
      setTimeout(() => window.Telegram.WebView.receiveEvent('popup_closed', pressed ? { button_id: pressed } : {}));
    },
  };
`;

const userAgent =
  'Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36';

/** A browser asks twice where the first answer brings a DPoP nonce, and calls the first one an error. */
const isNonceAnswer = (text: string) => text.includes('status of 400') || text.includes('status of 401');

export type Phone = AsyncDisposable & {
  context: BrowserContext;
  page: Page;
  /** What went wrong in the page: errors, refused resources, violations of its CSP. */
  complaints: string[];
  /** Data of the events of one type that the app has posted so far. */
  posted(type: string): Promise<Record<string, unknown>[]>;
  /** Sends the app an event, as Telegram does. */
  send(type: string, data?: object): Promise<void>;
  answerPopupsWith(buttonId: 'confirm' | null): Promise<void>;
  mainButton(): Promise<Record<string, unknown> | undefined>;
};

export type PhoneOptions = {
  theme?: ThemeName;
  width?: number;
  context?: BrowserContext;
  reducedMotion?: boolean;
  /** By how much the phone's clock is ahead of this machine's, where Atlas's is. (Default: 0) */
  aheadSeconds?: number;
};

const withTheme = (src: string, theme: ThemeName) =>
  `${src}&tgWebAppThemeParams=${encodeURIComponent(JSON.stringify(themes[theme]))}`;

/** Opens a launch of the mini app on a phone of its own, or in one that is already there. */
export const openOnPhone = async (
  browser: Browser,
  src: string,
  { theme = 'light', width = 390, context, reducedMotion = true, aheadSeconds = 0 }: PhoneOptions = {},
): Promise<Phone> => {
  const phone =
    context ??
    (await browser.newContext({
      viewport: { width, height: 780 },
      userAgent,
      reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    }));
  const page = await phone.newPage();
  const complaints = collectComplaints(page, isNonceAnswer);
  await page.addInitScript(hostScript);
  if (aheadSeconds > 0) await page.clock.install({ time: Date.now() + aheadSeconds * 1000 });
  await page.goto(src.includes('#') ? withTheme(src, theme) : src);
  const evaluate = <T>(script: string) => page.evaluate(script) as Promise<T>;
  const posted = async (type: string) => {
    const all = await evaluate<[string, Record<string, unknown>][]>('window.__host.posted');
    return all.filter(([name]) => name === type).map(([, data]) => data);
  };
  return {
    context: phone,
    page,
    complaints,
    posted,
    send: (type, data = {}) =>
      evaluate(`window.Telegram.WebView.receiveEvent(${JSON.stringify(type)}, ${JSON.stringify(data)})`),
    answerPopupsWith: (buttonId) => evaluate(`window.__host.popupAnswer = ${JSON.stringify(buttonId)}`),
    mainButton: async () => (await posted('web_app_setup_main_button')).at(-1),
    [Symbol.asyncDispose]: () => phone.close(),
  };
};
