import type { Clock } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import express, { type Request, Router } from 'express';
import type { Account } from '../account.ts';
import type { Codes } from '../codes.ts';
import type { MenuStore } from '../menu.ts';
import type { People } from '../people.ts';
import type { Tokens } from '../tokens.ts';
import { WechatError } from '../wechat-error.ts';
import { jsonOf, parameter, writeWechatError } from './call.ts';
import type { Faulty } from './faulty.ts';
import { signInRoutes } from './sign-in-routes.ts';

type Deps = {
  account: Account;
  people: People;
  codes: Codes;
  tokens: Tokens;
  menu: MenuStore;
  faulty: Faulty;
  clock: Clock;
  logger: Logger;
};

const done = { errcode: 0, errmsg: 'ok' };

const isNoForm = (req: { headers: Record<string, unknown> }): boolean =>
  !String(req.headers['content-type'] ?? '').startsWith('multipart/');

/** `api.weixin.qq.com`, as far as a mini program and an official account of one developer use it. */
export const createWechatApi = (deps: Deps): Router => {
  const { tokens, menu } = deps;
  const withToken = Router()
    .use((req: Request, _res, next) => {
      tokens.check(parameter(req, 'access_token'));
      next();
    })
    .all('/cgi-bin/menu/create', (req, res) => {
      menu.set(jsonOf(req));
      res.json(done);
    })
    .get('/cgi-bin/menu/get', (_req, res) => {
      const current = menu.current();
      if (!current) throw new WechatError(46003);
      res.json({ menu: current });
    })
    .get('/cgi-bin/menu/delete', (_req, res) => {
      menu.remove();
      res.json(done);
    });

  return Router()
    .use(express.raw({ type: (req) => isNoForm(req as never), limit: '1mb' }))
    .use(signInRoutes(deps))
    .use(withToken)
    .use(() => {
      throw new WechatError(40066);
    })
    .use(writeWechatError(deps));
};
