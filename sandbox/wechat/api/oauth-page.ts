import { type Request, type Response, Router, urlencoded } from 'express';
import type { Account } from '../account.ts';
import type { Codes } from '../codes.ts';
import type { People } from '../people.ts';

type Deps = { account: Account; people: People; codes: Codes; publicUrl: string };
type Asked = { redirectUri: URL; scope: string; state: string };

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');

const scopes = new Set(['snsapi_base', 'snsapi_userinfo']);

/** Only this machine: what the dashboard calls the domain of authorised pages. */
const isOurs = ({ hostname }: URL, publicUrl: string): boolean =>
  hostname === new URL(publicUrl).hostname || /^(localhost|.+\.localhost|127\.0\.0\.1)$/.test(hostname);

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><main><h1>${title}</h1>${body}</main></html>`;

const write = (res: Response, status: number, title: string, body: string): void =>
  void res
    .status(status)
    .set({
      'Content-Security-Policy': "default-src 'none'; form-action *; base-uri 'none'",
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
    })
    .type('html')
    .send(page(title, body));

/** `open.weixin.qq.com/connect`: asks who is looking at a page, as WeChat's browser knows of itself. */
export const oauthPage = ({ account, people, codes, publicUrl }: Deps): Router => {
  /** What the page asks for; otherwise the number of what is wrong with it, as shown there. */
  const read = (req: Request): Asked | number => {
    const { appid, redirect_uri, response_type, scope, state } = req.query;
    if (appid !== account.appId) return 10012;
    if (response_type !== 'code') return 10017;
    if (typeof scope !== 'string' || !scopes.has(scope)) return 10005;
    const redirectUri = typeof redirect_uri === 'string' ? URL.parse(redirect_uri) : null;
    if (!redirectUri || !isOurs(redirectUri, publicUrl)) return 10003;
    return { redirectUri, scope, state: typeof state === 'string' ? state : '' };
  };

  const choices = (): string =>
    people
      .list()
      .map(
        ({ openid, name }) =>
          `<p><button name="openid" value="${escapeHtml(openid)}">${escapeHtml(name)}</button></p>`,
      )
      .join('');

  return Router()
    .get('/connect/oauth2/authorize', (req, res) => {
      const asked = read(req);
      if (typeof asked === 'number') return write(res, 200, 'WeChat', `<p>Error code: ${asked}</p>`);
      const snapshot = '<p><label><input type="checkbox" name="snapshot" value="1"> only look</label></p>';
      write(res, 200, 'Who opens this page in WeChat?', `<form method="post">${choices()}${snapshot}</form>`);
    })
    .post('/connect/oauth2/authorize', urlencoded({ extended: false }), (req, res) => {
      const asked = read(req);
      const { openid, snapshot } = req.body as { openid?: unknown; snapshot?: unknown };
      const person = people.find(String(openid));
      if (typeof asked === 'number' || !person)
        return write(res, 200, 'WeChat', `<p>Error code: ${typeof asked === 'number' ? asked : 10016}</p>`);
      const { redirectUri, scope, state } = asked;
      const code = codes.make('oauth', person.number, { scope, snapshot: snapshot === '1' });
      redirectUri.searchParams.set('code', code);
      redirectUri.searchParams.set('state', state);
      res.redirect(302, redirectUri.href);
    });
};
