import { Router } from 'express';
import type { Account } from '../account.ts';
import type { Codes } from '../codes.ts';
import type { People } from '../people.ts';
import { WechatError } from '../wechat-error.ts';
import { parameter } from './call.ts';
import { checkApp, checkGrant } from './check-app.ts';
import type { Faulty } from './faulty.ts';
import { createOauthTokens } from './oauth-tokens.ts';

type Deps = { account: Account; people: People; codes: Codes; faulty: Faulty } & Parameters<
  typeof createOauthTokens
>[0];

/** What a page of the official account asks about who looks at it. */
export const oauthRoutes = ({ account, people, codes, faulty, clock }: Deps): Router => {
  const tokens = createOauthTokens({ clock });
  return Router()
    .get('/sns/oauth2/access_token', faulty(40226), (req, res) => {
      checkApp(account, { appId: parameter(req, 'appid'), secret: parameter(req, 'secret') });
      checkGrant(parameter(req, 'grant_type'), 'authorization_code');
      const code = parameter(req, 'code');
      if (code === '') throw new WechatError(41008);
      const { person: number, detail } = codes.use('oauth', code);
      const person = people.byNumber(number);
      if (!person) throw new WechatError(40029);
      res.json(tokens.issue(person, { scope: String(detail.scope), snapshot: detail.snapshot === true }));
    })
    .get('/sns/oauth2/refresh_token', (req, res) => {
      if (parameter(req, 'appid') !== account.appId) throw new WechatError(40013);
      checkGrant(parameter(req, 'grant_type'), 'refresh_token');
      res.json(tokens.refresh(parameter(req, 'refresh_token')));
    })
    .get('/sns/auth', (req, res) => {
      tokens.check(parameter(req, 'access_token'), parameter(req, 'openid'));
      res.json({ errcode: 0, errmsg: 'ok' });
    })
    .get('/sns/userinfo', (req, res) => {
      const { scope, person, openid } = tokens.check(
        parameter(req, 'access_token'),
        parameter(req, 'openid'),
      );
      if (scope !== 'snsapi_userinfo') throw new WechatError(48001);
      const known = person === null ? undefined : people.byNumber(person);
      const nobody = {
        sex: 0,
        language: '',
        city: '',
        province: '',
        country: '',
        headimgurl: '',
        privilege: [],
      };
      res.json({
        openid,
        nickname: known?.name ?? '微信用户',
        ...nobody,
        ...(known ? { unionid: known.unionid } : {}),
      });
    });
};
