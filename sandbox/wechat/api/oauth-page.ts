import { nearestLocale } from '@atlas/shared/wire';
import { type Request, type Response, Router, urlencoded } from 'express';
import type { Account } from '../account.ts';
import type { Codes } from '../codes.ts';
import type { People } from '../people.ts';
import { askWho, oauthPolicy, sayWrong } from './oauth-html.ts';

type Deps = { account: Account; people: People; codes: Codes; publicUrl: string };
type Asked = { redirectUri: URL; scope: string; state: string };

const scopes = new Set(['snsapi_base', 'snsapi_userinfo']);

/** Only this machine: what the dashboard calls the domain of authorised pages. */
const isOurs = ({ hostname }: URL, publicUrl: string): boolean =>
  hostname === new URL(publicUrl).hostname || /^(localhost|.+\.localhost|127\.0\.0\.1)$/.test(hostname);

const write = (res: Response, html: string): void =>
  void res
    .set({
      'Content-Security-Policy': oauthPolicy,
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
    })
    .type('html')
    .send(html);

const localeOf = (req: Request) => nearestLocale(req.acceptsLanguages()[0]);

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

  /** Who refuses comes back without a code. [Web page authorisation] */
  const answer = (
    { redirectUri, scope, state }: Asked,
    chosen: { openid?: unknown; snapshot?: unknown; refuse?: unknown },
  ): string | number => {
    const person = people.find(String(chosen.openid));
    const hasRefused = chosen.refuse === '1' && scope === 'snsapi_userinfo';
    if (!person && !hasRefused) return 10016;
    if (person && !hasRefused) {
      const code = codes.make('oauth', person.number, { scope, snapshot: chosen.snapshot === '1' });
      redirectUri.searchParams.set('code', code);
    }
    redirectUri.searchParams.set('state', state);
    return redirectUri.href;
  };

  return Router()
    .get('/connect/oauth2/authorize', (req, res) => {
      const asked = read(req);
      const locale = localeOf(req);
      if (typeof asked === 'number') return write(res, sayWrong(locale, asked));
      write(res, askWho(locale, { people: people.list(), scope: asked.scope }));
    })
    .post('/connect/oauth2/authorize', urlencoded({ extended: false }), (req, res) => {
      const asked = read(req);
      const way = typeof asked === 'number' ? asked : answer(asked, req.body);
      if (typeof way === 'number') return write(res, sayWrong(localeOf(req), way));
      res.redirect(302, way);
    });
};
