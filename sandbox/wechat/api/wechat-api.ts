import type { Clock } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import express, { type Request, Router } from 'express';
import type { Account } from '../account.ts';
import type { Codes } from '../codes.ts';
import type { MediaStore } from '../media.ts';
import type { MenuStore } from '../menu.ts';
import type { Send } from '../messages/send.ts';
import type { Templates } from '../messages/templates.ts';
import type { People } from '../people.ts';
import type { Tokens } from '../tokens.ts';
import { WechatError } from '../wechat-error.ts';
import { parameter, writeWechatError } from './call.ts';
import type { Faulty } from './faulty.ts';
import { messageRoutes } from './message-routes.ts';
import { oauthPage } from './oauth-page.ts';
import { oauthRoutes } from './oauth-routes.ts';
import { personRoutes } from './person-routes.ts';
import { signInRoutes } from './sign-in-routes.ts';

type Deps = {
  account: Account;
  people: People;
  codes: Codes;
  tokens: Tokens;
  menu: MenuStore;
  media: MediaStore;
  templates: Templates;
  send: Send;
  publicUrl: string;
  faulty: Faulty;
  clock: Clock;
  logger: Logger;
};

const isNoForm = (req: { headers: Record<string, unknown> }): boolean =>
  !String(req.headers['content-type'] ?? '').startsWith('multipart/');

/** `api.weixin.qq.com`, as far as a mini program and an official account of one developer use it. */
export const createWechatApi = (deps: Deps): Router => {
  const { tokens } = deps;
  const withToken = Router()
    .use((req: Request, _res, next) => {
      tokens.check(parameter(req, 'access_token'));
      next();
    })
    .use(messageRoutes(deps))
    .use(personRoutes(deps));

  return Router()
    .use(oauthPage(deps))
    .use(express.raw({ type: (req) => isNoForm(req as never), limit: '1mb' }))
    .use(signInRoutes(deps))
    .use(oauthRoutes(deps))
    .use(withToken)
    .use(() => {
      throw new WechatError(40066);
    })
    .use(writeWechatError(deps));
};
