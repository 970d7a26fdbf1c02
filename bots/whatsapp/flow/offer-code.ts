import type { IdentityPath, Locale } from '@atlas/shared/wire';
import { z } from 'zod';
import type { Perform } from '../../perform.ts';
import type { WhatsappMessage } from '../read-notification.ts';
import type { CodeScreens } from './code-screens.ts';
import type { FlowTokens } from './flow-token.ts';

const Reply = z.object({
  interactive: z.object({
    type: z.literal('nfm_reply'),
    nfm_reply: z.object({ response_json: z.string().max(16_384) }),
  }),
});
const Response = z.looseObject({ flow_token: z.string() });

const responseOf = (message: WhatsappMessage): unknown => {
  try {
    return JSON.parse(Reply.safeParse(message).data?.interactive.nfm_reply.response_json ?? 'null');
  } catch {
    return null;
  }
};

type Deps = { perform: Perform; tokens: FlowTokens; screens: CodeScreens };

/** The code Flow's side of the chat: how it begins, and what is said once it has ended. */
export const createOfferCode = ({ perform, tokens, screens }: Deps) => ({
  /**
   * The newest question that a session of this person's waits to have answered, as a message that opens the Flow; null
   * where there is none. Only ever in answer to the person: a code that nobody asked for is not to be asked for.
   */
  offer: async (identity: IdentityPath, locale: Locale) => {
    const [asking] = (await perform.challenges(identity)) ?? [];
    if (!asking) return null;
    const purpose = { userId: identity.subject, challengeId: asking.challengeId, locale };
    return screens.message(locale, asking, await tokens.issue(purpose, new Date(asking.expiresAt)));
  },
  /** Whether a message is the end of a Flow that we sent this very person. What else it says counts for nothing. */
  isEndOf: async (message: WhatsappMessage, userId: string): Promise<boolean> => {
    const { data } = Response.safeParse(responseOf(message));
    return data !== undefined && (await tokens.read(data.flow_token))?.userId === userId;
  },
});
export type OfferCode = ReturnType<typeof createOfferCode>;
