import { type Request, Router } from 'express';
import type { Account } from '../account.ts';
import type { Codes } from '../codes.ts';
import type { People } from '../people.ts';
import type { Tokens } from '../tokens.ts';
import { WechatError } from '../wechat-error.ts';
import { jsonOf, parameter, textOf } from './call.ts';
import { checkApp, checkGrant } from './check-app.ts';
import type { Faulty } from './faulty.ts';

type Deps = { account: Account; people: People; codes: Codes; tokens: Tokens; faulty: Faulty };

const appInQuery = (req: Request) => ({
  appId: parameter(req, 'appid'),
  secret: parameter(req, 'secret'),
});

/** Tokens of the app, and codes of its people. */
export const signInRoutes = ({ account, people, codes, tokens, faulty }: Deps): Router =>
  Router()
    .all('/cgi-bin/stable_token', (req, res) => {
      const body = jsonOf(req);
      checkGrant(textOf(body.grant_type), 'client_credential');
      checkApp(account, { appId: textOf(body.appid), secret: textOf(body.secret) });
      res.json(tokens.stable({ force: body.force_refresh === true }));
    })
    .get('/cgi-bin/token', (req, res) => {
      checkGrant(parameter(req, 'grant_type'), 'client_credential');
      checkApp(account, appInQuery(req));
      res.json(tokens.classic());
    })
    .get('/sns/jscode2session', faulty(40226), (req, res) => {
      checkApp(account, appInQuery(req));
      checkGrant(parameter(req, 'grant_type'), 'authorization_code');
      const code = parameter(req, 'js_code');
      if (code === '') throw new WechatError(41008);
      const person = people.byNumber(codes.use('login', code).person);
      if (!person?.session_key) throw new WechatError(40029);
      const { session_key, openid, unionid } = person;
      // Text by its type, as there.
      res.type('text/plain').send(JSON.stringify({ session_key, openid, unionid }));
    });
