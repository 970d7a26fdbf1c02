import { ChatSession, IdentityPath, NewChatSession } from '@atlas/shared/wire';
import { chatScope, defineRoute, type Route } from '../http/index.ts';
import type { OpenChatSession } from './open-chat-session.ts';

/** Sign in by writing to a bot. */
export const chatSessionRoutes = (openChatSession: OpenChatSession): Route[] => [
  defineRoute({
    method: 'post',
    path: '/v1/service/identities/{messenger}/{appScope}/{subject}/sessions',
    operationId: 'openChatSession',
    summary: 'A session for the person writing',
    tag: 'Bots',
    policy: { service: chatScope },
    limit: 'byNetwork',
    params: IdentityPath,
    body: NewChatSession,
    maxBodyBytes: 4 * 1024,
    answer: {
      status: 201,
      schema: ChatSession,
      description: 'Signed in; the first time registers. The one session of this chat, new or prolonged.',
    },
    refusals: ['rate_limited'],
    handle: ({ params, body, context }) => openChatSession({ identity: params, said: body, context }),
  }),
];
