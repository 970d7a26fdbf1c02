import { AtlasError } from '@atlas/shared/errors';
import {
  OpenedSession,
  OpenWechatSessionBody,
  ProvedPhone,
  ProvePhoneBody,
  StartedWechatPage,
  StartWechatPageBody,
} from '@atlas/shared/wire';
import { defineRoute, type Route } from '../http/index.ts';
import type { OpenLinkSession } from '../login-links/index.ts';
import type { OpenWechatSession } from './open-wechat-session.ts';
import type { ProvePhone } from './prove-phone.ts';
import type { StartWechatPage } from './start-oauth.ts';

type Deps = {
  openWechatSession: OpenWechatSession;
  openLinkSession: OpenLinkSession;
  startWechatPage: StartWechatPage;
  provePhone: ProvePhone;
};

/** Sign in from the mini program, from a page inside WeChat, or by a link. */
export const wechatRoutes = ({
  openWechatSession,
  openLinkSession,
  startWechatPage,
  provePhone,
}: Deps): Route[] => [
  defineRoute({
    method: 'post',
    path: '/v1/sessions/wechat',
    operationId: 'openWechatSession',
    summary: 'Sign in by wx.login’s code, by a page’s code and state, or by a one-time link',
    tag: 'Sessions',
    policy: 'public',
    limit: 'signInByNetwork',
    body: OpenWechatSessionBody,
    maxBodyBytes: 24 * 1024,
    answer: { status: 201, schema: OpenedSession, description: 'Signed in; the first visit registers.' },
    refusals: [
      'invalid_wechat_code',
      'invalid_wechat_data',
      'wechat_user_blocked',
      'wechat_not_configured',
      'login_start_invalid',
      'login_token_invalid',
    ],
    handle: ({ body, jkt, context }) =>
      'loginToken' in body
        ? openLinkSession({ messenger: 'wechat', ...body, jkt, context })
        : openWechatSession({ login: body, jkt, context }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/login-starts/wechat',
    operationId: 'startWechatPage',
    summary: 'Begin a sign-in of a page inside WeChat',
    tag: 'Sessions',
    policy: 'public',
    limit: 'signInByNetwork',
    body: StartWechatPageBody,
    maxBodyBytes: 1024,
    answer: {
      status: 201,
      schema: StartedWechatPage,
      description:
        'Where to send the browser. What it comes back with works with this request’s DPoP key only.',
    },
    refusals: ['dpop_invalid', 'wechat_not_configured'],
    handle: async ({ body, jkt }) => {
      if (!jkt) throw new AtlasError('dpop_invalid');
      return startWechatPage({ ...body, jkt });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/account/phone',
    operationId: 'provePhone',
    summary: 'Show my phone number, by the code of getPhoneNumber',
    tag: 'Account',
    policy: 'session',
    limit: 'byNetwork',
    body: ProvePhoneBody,
    maxBodyBytes: 1024,
    answer: { status: 200, schema: ProvedPhone, description: 'Masked, with when WeChat vouched for it.' },
    refusals: ['invalid_wechat_code', 'invalid_wechat_data', 'wechat_not_configured', 'forbidden'],
    handle: ({ caller, body, context }) => provePhone({ caller, code: body.wechatCode, context }),
  }),
];
