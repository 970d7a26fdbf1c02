import type { IncomingMessage } from 'node:http';
import type { Guard } from './guard.ts';
import type { RateLimits } from './rate-limits.ts';
import type { RequestContext } from './request-context.ts';
import type { Caller, Route } from './route.ts';

/** What a client needs to open sessions of people who write to it, and to be many people at one address. */
export const chatScope = 'chats:act';

/** The bots' own token, beside the person's. */
const header = 'atlas-chat-authorization';

/**
 * Everybody who writes to a bot comes from its address. A call that shows the bots' own token beside the person's is
 * counted on that person instead: nobody uses up another's tries, and nobody has more of them in a chat than elsewhere.
 *
 * @throws AtlasError `invalid_token`, `forbidden`, `rate_limited`
 */
export const createChatCalls =
  ({ guard, rateLimits }: { guard: Guard; rateLimits: RateLimits }) =>
  async (
    req: IncomingMessage,
    { route, caller, context }: { route: Route; caller: Caller; context: RequestContext },
  ): Promise<RequestContext> => {
    const authorization = req.headers[header];
    if (typeof authorization !== 'string') return context;
    await guard.service(authorization, { scope: chatScope });
    await rateLimits.giveBack(route.limit, context.network);
    const network = `chat.${caller.accountId}`;
    await rateLimits.spend(route.limit, network);
    return { ...context, network };
  };
