import { type Edited, loadApp } from './load-app.ts';
import { call, createPageStack, type PageOptions, type PageStack } from './page-stack.ts';
import { createWx, type Desk, type Phone } from './wx.ts';
import { type Element, elementsOf, readWxml, textOf } from './wxml.ts';

type Options = {
  /** Where `app.json` is. */
  folder: string;
  desk: Desk;
  appId: string;
  /** Hosts that `<web-view>` may show. */
  webHosts: readonly string[];
  edited?: Edited;
} & Partial<Omit<Phone, 'appId'>>;

export type MiniProgram = Awaited<ReturnType<typeof startMiniProgram>>;

/**
 * A mini program on somebody's phone: its own scripts and WXML, with `wx` played by the sandbox. A page is what its data
 * makes of its markup; a button is pressed by its words.
 */
export const startMiniProgram = async ({ folder, desk, appId, webHosts, edited, ...given }: Options) => {
  const phone: Phone = {
    ...{
      appId,
      envVersion: 'develop',
      language: 'zh_CN',
      isOnline: true,
      allowsNotices: true,
      showsPhone: true,
      requestHosts: [],
    },
    ...given,
  };
  const registered = new Map<string, PageOptions>();
  let registering = '';
  let app: Record<string, unknown> | undefined;
  let tapping = false;
  let stack: PageStack | undefined;
  const open = (): PageStack => {
    if (!stack) throw new Error('The mini program is not open yet');
    return stack;
  };

  const navigation = {
    navigateTo: (url: string) => open().navigateTo(url),
    redirectTo: (url: string) => open().redirectTo(url),
    reLaunch: (url: string) => open().reLaunch(url),
    switchTab: (url: string) => open().switchTab(url),
    navigateBack: (delta: number) => open().navigateBack(delta),
  };
  const loaded = await loadApp(
    folder,
    {
      wx: createWx({ phone, desk, navigation, isTapping: () => tapping }),
      App: (options: Record<string, unknown>) => {
        app = options;
      },
      Page: (options: PageOptions) => void registered.set(registering, options),
      getApp: () => app,
      getCurrentPages: () => open().all(),
    },
    edited,
  );
  loaded.run('app.js');
  if (!app) throw new Error('app.js registers no App');
  for (const route of loaded.json.pages) {
    registering = route;
    loaded.run(`${route}.js`);
  }
  const markup = new Map(loaded.json.pages.map((route) => [route, readWxml(loaded.wxmlOf(route))]));
  const tabs = loaded.json.tabBar?.list.map(({ pagePath }) => pagePath) ?? [];
  stack = createPageStack({ tabs, optionsOf: (route) => registered.get(route) });

  const page = () => {
    const found = open().top();
    if (!found) throw new Error('No page is open');
    return found;
  };
  const shown = () => markup.get(page().route)?.(page().data) ?? [];
  const webViewOf = (): Element | undefined => elementsOf(shown()).find(({ name }) => name === 'web-view');
  const fire = (element: Element, type: string, detail: object): void => {
    const handler = element.attributes[`bind${type}`];
    if (handler === undefined) return;
    if (typeof page()[handler] !== 'function')
      throw new Error(`Component "${page().route}" does not have a method "${handler}"`);
    call(page(), handler, { type, detail, currentTarget: { dataset: {} } });
  };

  /** WeChat's own button: it asks them, and gives a code that is good for their number. */
  const tellPhone = async (button: Element): Promise<void> => {
    const code = phone.showsPhone ? await desk('phone-code').catch(() => null) : null;
    const detail = code
      ? { errMsg: 'getPhoneNumber:ok', ...code }
      : { errMsg: 'getPhoneNumber:fail user deny' };
    fire(button, 'getphonenumber', detail);
  };

  const onLaunch = app.onLaunch;
  if (typeof onLaunch === 'function') onLaunch.call(app, { path: loaded.json.pages[0], query: {} });
  stack.reLaunch(loaded.json.pages[0] ?? '');
  return {
    phone,
    route: () => page().route,
    /** What is read on the page; a web view covers all of it. */
    text: () => (webViewOf() ? '' : textOf(shown())),
    /** The address in the page's web view; null where there is none, or its host is no business domain. */
    webView: (): string | null => {
      const src = webViewOf()?.attributes.src;
      return src !== undefined && webHosts.includes(URL.parse(src)?.host ?? '') ? src : null;
    },
    /** The web view could not load its page. */
    failWebView: (): void => {
      const element = webViewOf();
      if (element) fire(element, 'error', { url: element.attributes.src });
    },
    /** @throws Error where there is no such button */
    press: (words: string): void => {
      const button = elementsOf(shown()).find(
        ({ name, children }) => name === 'button' && textOf(children) === words,
      );
      if (!button || webViewOf()) throw new Error(`There is no button "${words}"`);
      if (button.attributes['open-type'] === 'getPhoneNumber') return void tellPhone(button);
      tapping = true;
      try {
        fire(button, 'tap', {});
      } finally {
        tapping = false;
      }
    },
    switchTab: navigation.switchTab,
    /** From outside: a service notification, a code that is scanned, a card in a chat. */
    openAt: navigation.reLaunch,
    /** What somebody is sent who gets the page as a card. */
    share: () => call(page(), 'onShareAppMessage', { from: 'menu' }) as { path?: string; title?: string },
  };
};
