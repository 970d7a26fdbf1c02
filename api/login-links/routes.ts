import { AtlasError } from '@atlas/shared/errors';
import {
  IdentityPath,
  LoginLink,
  LoginStart,
  NewLoginLink,
  OpenedSession,
  OpenLinkSessionBody,
} from '@atlas/shared/wire';
import { defineRoute, type Route } from '../http/index.ts';
import type { CreateLoginLink } from './create-login-link.ts';
import type { HandOver } from './hand-over.ts';
import type { OpenLinkSession } from './open-link-session.ts';
import type { StartLogin } from './start-login.ts';

type Deps = {
  createLoginLink: CreateLoginLink;
  openLinkSession: OpenLinkSession;
  startLogin: StartLogin;
  handOver: HandOver;
};

/** Sign in by a link that a bot wrote into the chat. */
export const loginLinkRoutes = ({
  createLoginLink,
  openLinkSession,
  startLogin,
  handOver,
}: Deps): Route[] => [
  defineRoute({
    method: 'post',
    path: '/v1/sessions/whatsapp',
    operationId: 'openWhatsappSession',
    summary: 'Sign in by a one-time link from the WhatsApp chat',
    tag: 'Sessions',
    policy: 'public',
    limit: 'signInByNetwork',
    body: OpenLinkSessionBody,
    maxBodyBytes: 4 * 1024,
    answer: { status: 201, schema: OpenedSession, description: 'Signed in; the first visit registers.' },
    refusals: ['login_token_invalid'],
    handle: ({ body, jkt, context }) => openLinkSession({ messenger: 'whatsapp', ...body, jkt, context }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/login-starts',
    operationId: 'startLogin',
    summary: 'Begin a sign-in in this browser, to be gone on with in a chat',
    tag: 'Sessions',
    policy: 'public',
    limit: 'signInByNetwork',
    maxBodyBytes: 1024,
    answer: {
      status: 201,
      schema: LoginStart,
      description:
        'The code to send in the chat. The link that comes back works with this request’s DPoP key only.',
    },
    refusals: ['dpop_invalid'],
    handle: async ({ jkt }) => {
      if (!jkt) throw new AtlasError('dpop_invalid');
      return startLogin(jkt);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/sessions/current/login-link',
    operationId: 'handOverSession',
    summary: 'A one-time link for the page that this mini program opens',
    tag: 'Sessions',
    policy: 'session',
    needs: 'freshProof',
    limit: 'signInByNetwork',
    answer: {
      status: 201,
      schema: LoginLink,
      description: 'Good once, for a minute, at the route of the session’s messenger. WeChat only.',
    },
    refusals: ['forbidden'],
    handle: ({ caller }) => handOver(caller),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/service/identities/{messenger}/{appScope}/{subject}/login-links',
    operationId: 'createLoginLink',
    summary: 'A one-time link for the person writing',
    tag: 'Bots',
    policy: { service: 'identities:act' },
    limit: 'byNetwork',
    params: IdentityPath,
    body: NewLoginLink,
    answer: { status: 201, schema: LoginLink, description: 'The token; nothing of it is kept but its hash.' },
    refusals: ['login_start_invalid'],
    handle: ({ params, body }) => createLoginLink(params, body),
  }),
];
