/** What a page inside WeChat was opened with, as `POST /v1/sessions/wechat` takes it. */
export type WechatLaunch = { opening: Readonly<Record<string, string>>; startParam: string | undefined };

const codeForm = /^[\x21-\x7e]{1,256}$/;
const stateForm = /^[0-9a-f]{32}$/;
const languageForm = /^[A-Za-z0-9_-]{2,35}$/;

const languageIn = (given: string | null): Record<string, string> =>
  given && languageForm.test(given) ? { language: given } : {};

/** The mini program's shell hands over a code of `wx.login` in the fragment. */
const fromShell = (hash: string): WechatLaunch | undefined => {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const code = fields.get('wechat') ?? '';
  if (!codeForm.test(code)) return undefined;
  return {
    opening: { code, ...languageIn(fields.get('lang')) },
    startParam: fields.get('start') ?? undefined,
  };
};

/** WeChat sends a page of the official account back with `code` and `state` in its query. */
const fromOauth = (search: string, language: string): WechatLaunch | undefined => {
  const fields = new URLSearchParams(search);
  const [oauthCode, state] = [fields.get('code') ?? '', fields.get('state') ?? ''];
  if (!codeForm.test(oauthCode) || !stateForm.test(state)) return undefined;
  return { opening: { oauthCode, state, ...languageIn(language) }, startParam: undefined };
};

/** How WeChat opened this page; undefined where it did not, or only as a browser. */
export const wechatLaunchIn = (
  { hash, search }: Pick<Location, 'hash' | 'search'>,
  language: string,
): WechatLaunch | undefined => fromShell(hash) ?? fromOauth(search, language);

/** WeChat's own browser, on whichever page. */
export const isInWechat = (userAgent: string): boolean => /\bMicroMessenger\//.test(userAgent);
