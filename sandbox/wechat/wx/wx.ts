import { type Callbacks, later, WxFailure } from './callbacks.ts';

/** Speaks to the sandbox's control API for the person whose phone this is. @throws when it is refused */
export type Desk = (deed: string, body?: object) => Promise<Record<string, unknown>>;

/** The phone that a mini program runs on. */
export type Phone = {
  appId: string;
  envVersion: 'develop' | 'trial' | 'release';
  language: string;
  isOnline: boolean;
  /** What they say when asked for notices. */
  allowsNotices: boolean;
  /** What they say when asked for their number. */
  showsPhone: boolean;
  /** Hosts that the dashboard lets requests go to. */
  requestHosts: readonly string[];
};

type Navigation = {
  navigateTo(url: string): void;
  redirectTo(url: string): void;
  reLaunch(url: string): void;
  switchTab(url: string): void;
  navigateBack(delta: number): void;
};
type Deps = { phone: Phone; desk: Desk; navigation: Navigation; isTapping: () => boolean };

type ToPage = Callbacks & { url: string };
type Request = Callbacks & {
  url: string;
  method?: string;
  data?: unknown;
  header?: Record<string, string>;
};

const mostTemplates = 3;
const storageBytes = 1024 * 1024;

const storage = () => {
  const kept = new Map<string, string>();
  const set = (key: string, data: unknown): void => {
    const text = JSON.stringify(data);
    if (Buffer.byteLength(text) > storageBytes) throw new WxFailure('entry size limit reached');
    kept.set(key, text);
  };
  const read = (key: string): unknown => {
    const text = kept.get(key);
    return text === undefined ? '' : (JSON.parse(text) as unknown);
  };
  return {
    setStorageSync: set,
    getStorageSync: read,
    removeStorageSync: (key: string) => void kept.delete(key),
    setStorage: ({ key, data, ...callbacks }: Callbacks & { key: string; data: unknown }) =>
      later('setStorage', callbacks, async () => {
        set(key, data);
        return {};
      }),
    getStorage: ({ key, ...callbacks }: Callbacks & { key: string }) =>
      later('getStorage', callbacks, async () => {
        if (!kept.has(key)) throw new WxFailure('data not found');
        return { data: read(key) };
      }),
  };
};

/** `wx`, as far as Atlas's mini program could use it. */
export const createWx = ({ phone, desk, navigation, isTapping }: Deps) => {
  const online = <T>(work: () => Promise<T>): Promise<T> => {
    if (!phone.isOnline) throw new WxFailure('network is not available', { errno: 5 });
    return work();
  };
  const going =
    (name: Exclude<keyof Navigation, 'navigateBack'>) =>
    ({ url, ...callbacks }: ToPage) =>
      later(name, callbacks, async () => {
        navigation[name](url);
        return {};
      });

  const request = async ({ url, method = 'GET', data, header = {} }: Request): Promise<object> => {
    const { host, protocol } = new URL(url);
    if (!phone.requestHosts.includes(host) || (protocol !== 'https:' && phone.envVersion !== 'develop'))
      throw new WxFailure('url not in domain list', { errno: 600002 });
    const response = await fetch(url, {
      method,
      headers: { 'Content-Type': 'application/json', ...header },
      ...(data === undefined ? {} : { body: typeof data === 'string' ? data : JSON.stringify(data) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      data: isJson ? (JSON.parse(text) as unknown) : text,
      statusCode: response.status,
      header: Object.fromEntries(response.headers),
    };
  };

  /** Only somebody's tap may ask; each template allowed lets one message come. [wx.requestSubscribeMessage] */
  const subscribe = async (templateIds: readonly string[], isTap: boolean): Promise<object> => {
    if (!isTap) throw new WxFailure('can only be invoked by user TAP gesture.', { errCode: 20013 });
    if (templateIds.length === 0) throw new WxFailure('tmplIds is empty', { errCode: 10001 });
    if (templateIds.length > mostTemplates)
      throw new WxFailure('Templates count out of max bounds', { errCode: 20003 });
    const answers: Record<string, string> = {};
    for (const templateId of templateIds) {
      await desk('subscribe-consent', { templateId, accept: phone.allowsNotices }).catch(() => {
        throw new WxFailure('No template data return, verify the template id exist', { errCode: 20001 });
      });
      answers[templateId] = phone.allowsNotices ? 'accept' : 'reject';
    }
    return answers;
  };

  return {
    ...storage(),
    login: (options: Callbacks = {}) =>
      later('login', options, () => online(async () => ({ code: (await desk('login-code')).code }))),
    /** Never a promise, as there. */
    request: ({ complete = () => {}, ...options }: Request) =>
      void later('request', { ...options, complete }, () => online(() => request(options))),
    requestSubscribeMessage: ({ tmplIds, ...callbacks }: Callbacks & { tmplIds: string[] }) => {
      const isTap = isTapping();
      return later('requestSubscribeMessage', callbacks, () => online(() => subscribe(tmplIds, isTap)));
    },
    getAccountInfoSync: () => ({
      miniProgram: { appId: phone.appId, envVersion: phone.envVersion, version: '' },
    }),
    getAppBaseInfo: () => ({ language: phone.language, SDKVersion: '3.8.0', theme: 'light' }),
    navigateTo: going('navigateTo'),
    redirectTo: going('redirectTo'),
    reLaunch: going('reLaunch'),
    switchTab: going('switchTab'),
    navigateBack: ({ delta = 1, ...callbacks }: Callbacks & { delta?: number } = {}) =>
      later('navigateBack', callbacks, async () => {
        navigation.navigateBack(delta);
        return {};
      }),
  };
};
