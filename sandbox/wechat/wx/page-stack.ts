import { WxFailure } from './callbacks.ts';

/** What `Page({…})` registers: data, lifecycle and handlers. */
export type PageOptions = { data?: Record<string, unknown> } & Record<string, unknown>;
export type PageInstance = PageOptions & {
  route: string;
  data: Record<string, unknown>;
  setData(changes: Record<string, unknown>, done?: () => void): void;
};

type Deps = {
  tabs: readonly string[];
  optionsOf: (route: string) => PageOptions | undefined;
};

const deepest = 10;

/** Calls a page's method where it has one. */
export const call = (page: PageInstance, name: string, ...args: unknown[]): unknown => {
  const method = page[name];
  return typeof method === 'function' ? method.call(page, ...args) : undefined;
};

const split = (url: string): { route: string; query: Record<string, string> } => {
  const [path = '', search = ''] = url.replace(/^\//, '').split('?');
  return { route: path, query: Object.fromEntries(new URLSearchParams(search)) };
};

/** The pages that are open, oldest first, and the ways between them. */
export const createPageStack = ({ tabs, optionsOf }: Deps) => {
  let stack: PageInstance[] = [];
  const keptTabs = new Map<string, PageInstance>();
  const top = (): PageInstance | undefined => stack.at(-1);

  const create = (route: string): PageInstance => {
    const options = optionsOf(route);
    if (!options) throw new WxFailure(`page "${route}" is not found`);
    const page: PageInstance = {
      ...options,
      route,
      data: JSON.parse(JSON.stringify(options.data ?? {})) as Record<string, unknown>,
      setData: (changes, done) => {
        for (const name of Object.keys(changes))
          if (/[.[]/.test(name)) throw new Error(`The sandbox sets whole fields only, not ${name}`);
        // As text, as between WeChat's two threads: nothing but data gets across.
        Object.assign(page.data, JSON.parse(JSON.stringify(changes)));
        done?.();
      },
    };
    return page;
  };
  const open = (url: string): PageInstance => {
    const { route, query } = split(url);
    const kept = keptTabs.get(route);
    const page = kept ?? create(route);
    if (tabs.includes(route)) keptTabs.set(route, page);
    stack.push(page);
    if (!kept) call(page, 'onLoad', query);
    call(page, 'onShow');
    if (!kept) call(page, 'onReady');
    return page;
  };
  const leave = (pages: readonly PageInstance[]): void => {
    for (const page of pages) {
      if (keptTabs.get(page.route) === page) call(page, 'onHide');
      else call(page, 'onUnload');
    }
    stack = stack.filter((page) => !pages.includes(page));
  };
  const refuseTab = (url: string): void => {
    if (tabs.includes(split(url).route)) throw new WxFailure('can not open a tabbar page');
  };

  return {
    top,
    all: (): readonly PageInstance[] => stack,
    navigateTo: (url: string): void => {
      refuseTab(url);
      if (stack.length >= deepest) throw new WxFailure('webview count limit exceed');
      const before = top();
      open(url);
      if (before) call(before, 'onHide');
    },
    redirectTo: (url: string): void => {
      refuseTab(url);
      leave(stack.slice(-1));
      open(url);
    },
    reLaunch: (url: string): void => {
      const before = stack;
      keptTabs.clear();
      leave(before);
      open(url);
    },
    switchTab: (url: string): void => {
      const { route } = split(url);
      if (!tabs.includes(route)) throw new WxFailure('can not switch to no-tabBar page');
      if (top()?.route === route) return;
      leave([...stack]);
      open(route);
    },
    navigateBack: (delta: number): void => {
      leave(stack.slice(Math.max(1, stack.length - delta)));
      const page = top();
      if (page) call(page, 'onShow');
    },
  };
};
export type PageStack = ReturnType<typeof createPageStack>;
