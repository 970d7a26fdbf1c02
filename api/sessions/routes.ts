import type { Clock, Database } from '@atlas/shared/ports';
import {
  OpenedSession,
  OpenTelegramSessionBody,
  RefreshSessionBody,
  RevokeSessionsQuery,
  SessionList,
} from '@atlas/shared/wire';
import { z } from 'zod';
import { defineRoute, type Route } from '../http/index.ts';
import type { OpenTelegramSession } from './open-telegram-session.ts';
import { toSession } from './opened-session.ts';
import { selectLiveSessions } from './queries.ts';
import type { RefreshSession } from './refresh-session.ts';
import type { RevokeSessions } from './revoke-sessions.ts';

type Deps = {
  database: Database;
  clock: Clock;
  openTelegramSession: OpenTelegramSession;
  refreshSession: RefreshSession;
  revokeSessions: RevokeSessions;
};

const tag = 'Sessions';
const signInRefusals = [
  'invalid_init_data',
  'init_data_expired',
  'init_data_replayed',
  'proof_needs_confirmation',
  'idempotency_key_invalid',
  'idempotency_key_reused',
] as const;

/** Sign in, stay signed in, see and end sessions. */
export const sessionRoutes = ({
  database,
  clock,
  openTelegramSession,
  refreshSession,
  revokeSessions,
}: Deps): Route[] => {
  const openTelegram = {
    method: 'post',
    tag,
    policy: 'public',
    limit: 'signInByNetwork',
    body: OpenTelegramSessionBody,
    maxBodyBytes: 16 * 1024,
    answer: { status: 201, schema: OpenedSession, description: 'Signed in; the first visit registers.' },
  } as const;
  return [
    defineRoute({
      ...openTelegram,
      path: '/v1/sessions/telegram',
      operationId: 'openTelegramSession',
      summary: 'Sign in by Telegram init data',
      refusals: signInRefusals,
      handle: ({ body, jkt, idempotencyKey, context }) =>
        openTelegramSession({ initData: body.initData, jkt, idempotencyKey, context }),
    }),
    defineRoute({
      ...openTelegram,
      path: '/v1/sessions/telegram/{botId}',
      operationId: 'openTelegramSessionOfBot',
      summary: 'Sign in by init data of one of several bots',
      params: z.object({ botId: z.string().regex(/^\d{1,20}$/) }),
      refusals: [...signInRefusals, 'unknown_bot'],
      handle: ({ body, params, jkt, idempotencyKey, context }) =>
        openTelegramSession({ initData: body.initData, botId: params.botId, jkt, idempotencyKey, context }),
    }),
    defineRoute({
      method: 'post',
      path: '/v1/sessions/refresh',
      operationId: 'refreshSession',
      summary: 'Rotate the refresh token and get a new edge token',
      tag,
      policy: 'public',
      limit: 'tokenByNetwork',
      body: RefreshSessionBody,
      maxBodyBytes: 16 * 1024,
      answer: { status: 200, schema: OpenedSession, description: 'The successor; the token sent is spent.' },
      refusals: ['refresh_token_invalid'],
      handle: ({ body, jkt, context }) => refreshSession({ refreshToken: body.refreshToken, jkt, context }),
    }),
    defineRoute({
      method: 'get',
      path: '/v1/sessions',
      operationId: 'listSessions',
      summary: 'Devices that are signed in, last seen first',
      tag,
      policy: 'session',
      limit: 'byNetwork',
      answer: { status: 200, schema: SessionList, description: 'Live sessions, at most 200.' },
      refusals: [],
      handle: async ({ caller }) => {
        const rows = await selectLiveSessions(database, caller.accountId, clock());
        return { items: rows.map((row) => toSession(row, caller.sessionId)) };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/sessions/current',
      operationId: 'signOut',
      opensToConfined: true,
      summary: 'Sign out',
      tag,
      policy: 'session',
      limit: 'byNetwork',
      answer: { status: 204, description: 'Signed out; this session’s tokens are refused from now on.' },
      refusals: [],
      handle: ({ caller, context }) =>
        revokeSessions({
          accountId: caller.accountId,
          only: caller.sessionId,
          reason: 'signed_out',
          context,
        }),
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/sessions/{id}',
      operationId: 'revokeSession',
      summary: 'End one session of mine',
      tag,
      policy: 'session',
      needs: 'stepUpOnlyIfProtected',
      limit: 'byNetwork',
      params: z.object({ id: z.uuid() }),
      answer: { status: 204, description: 'That session is over.' },
      refusals: ['session_not_found'],
      handle: ({ caller, params, context }) =>
        revokeSessions({ accountId: caller.accountId, only: params.id, reason: 'revoked', context }),
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/sessions',
      operationId: 'revokeSessions',
      summary: 'End all my sessions, or all others',
      tag,
      policy: 'session',
      needs: 'stepUpOnlyIfProtected',
      limit: 'byNetwork',
      query: RevokeSessionsQuery,
      answer: { status: 204, description: 'They are over.' },
      refusals: [],
      handle: ({ caller, query, context }) =>
        revokeSessions({
          accountId: caller.accountId,
          ...(query.except ? { except: caller.sessionId } : {}),
          reason: 'revoked',
          context,
        }),
    }),
  ];
};
