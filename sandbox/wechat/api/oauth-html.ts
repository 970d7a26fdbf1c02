import { hash } from 'node:crypto';
import type { Locale } from '@atlas/shared/wire';
import { oauthTexts } from './oauth-texts.ts';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');

const style = `:root{color-scheme:light dark;--line:light-dark(#d9d9d9,#3a3a3a)}
body{margin:0 auto;max-width:26rem;padding:2.5rem 1.25rem;font:1rem/1.5 system-ui,sans-serif;background:light-dark(#fff,#191919);color:light-dark(#191919,#ececec)}
h1{margin:0 0 .5rem;font-size:1.375rem;line-height:1.3}p{margin:0 0 1.25rem;color:light-dark(#5c5c5c,#b0b0b0)}
button{display:block;width:100%;min-height:2.875rem;margin:0 0 .625rem;padding:.5rem 1rem;border:1px solid var(--line);border-radius:.5rem;font:inherit;font-weight:600;color:inherit;background:light-dark(#f7f7f7,#2a2a2a);cursor:pointer}
button[name=refuse]{margin-top:1.25rem;border-color:transparent;background:none;font-weight:400}
label{display:flex;gap:.625rem;align-items:center;min-height:2.75rem;margin:0 0 1rem}input{flex:none;width:1.25rem;height:1.25rem;accent-color:light-dark(#06793d,#3fd98a)}
:focus-visible{outline:3px solid light-dark(#06793d,#3fd98a);outline-offset:2px}`;

/** What may be on the page, and where its form may lead: anywhere, as the redirect does. */
export const oauthPolicy = `default-src 'none'; style-src 'sha256-${hash('sha256', style, 'base64')}'; form-action *; base-uri 'none'`;

const page = (locale: Locale, body: string): string => {
  const { title } = oauthTexts[locale];
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${style}</style></head><body><main><h1>${title}</h1>${body}</main></body></html>
`;
};

/** Asks who looks, and where more than that is asked, whether they allow it. */
export const askWho = (
  locale: Locale,
  { people, scope }: { people: readonly { openid: string; name: string }[]; scope: string },
): string => {
  const { base, userinfo, snapshot, refuse } = oauthTexts[locale];
  const choices = people.map(
    ({ openid, name }) =>
      `<button name="openid" value="${escapeHtml(openid)}"><bdi>${escapeHtml(name)}</bdi></button>`,
  );
  const isAsked = scope === 'snsapi_userinfo';
  const no = isAsked ? `<button name="refuse" value="1">${refuse}</button>` : '';
  return page(
    locale,
    `<p>${isAsked ? userinfo : base}</p><form method="post">
<label><input type="checkbox" name="snapshot" value="1"> ${snapshot}</label>
${choices.join('\n')}${no}</form>`,
  );
};

/** As WeChat does where a link is wrong: a number, and no way back. */
export const sayWrong = (locale: Locale, code: number): string =>
  page(locale, `<p role="alert">${oauthTexts[locale].wrong}${code}</p>`);
