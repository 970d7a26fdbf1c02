import type { Route } from '../http/index.ts';
import { createOpenChatSession } from './open-chat-session.ts';
import { chatSessionRoutes } from './routes.ts';

/** Sessions of people who do everything in the chat. (docs/adr/0021) */
export const createChatSessions = (deps: Parameters<typeof createOpenChatSession>[0]): Route[] =>
  chatSessionRoutes(createOpenChatSession(deps));
