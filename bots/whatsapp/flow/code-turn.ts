import type { IdentityPath, Locale } from '@atlas/shared/wire';
import { z } from 'zod';
import type { Input, Reply, TextKey } from '../../dialogue/index.ts';
import type { Perform } from '../../perform.ts';
import type { WhatsappMessage } from '../read-notification.ts';
import type { Render, WhatsappContent } from '../render.ts';
import type { OfferCode } from './offer-code.ts';

type Deps = {
  perform: Perform;
  codes: OfferCode;
  render: Render;
  /** Whether WhatsApp knows the Flow by now. */
  isReady: () => boolean;
};

const Text = z.object({ text: z.object({ body: z.string() }) });
/** In each language that we speak. */
const asking = /^\/?(?:code|код|验证码)$/iu;
/** Whoever comes back to the app may have left it at a question. */
const leadToTheApp: ReadonlySet<string> = new Set(['start', 'app', 'security']);

const say = (key: TextKey): Reply => ({ blocks: [{ paragraph: { key } }], buttons: [] });

export type CodeTurn = ReturnType<typeof createCodeTurn>;

/** What a chat with code entry says beyond the dialogue that all messengers share. */
export const createCodeTurn = ({ perform, codes, render, isReady }: Deps) => {
  const words = (key: TextKey, locale: Locale) => render(say(key), locale, () => '');

  return {
    /** The whole answer to a message that is about codes; null for any other. */
    answer: async (
      message: WhatsappMessage,
      identity: IdentityPath,
      { locale: likely }: { locale: Locale },
    ): Promise<WhatsappContent[] | null> => {
      const isEnd = message.type === 'interactive' && (await codes.isEndOf(message, identity.subject));
      const isAsking = isReady() && asking.test(Text.safeParse(message).data?.text.body.trim() ?? '');
      if (!isEnd && !isAsking) return null;
      const account = await perform.account(identity);
      const locale = typeof account === 'object' ? account.locale : likely;
      if (isEnd) return words('flow.done', locale);
      if (typeof account !== 'object') return null;
      const offer = await codes.offer(identity, locale);
      return offer ? [offer] : words('flow.none', locale);
    },
    /** What is said after an answer of the dialogue. */
    after: async (input: Input, identity: IdentityPath, locale: Locale): Promise<WhatsappContent[]> => {
      if (!isReady() || input.kind !== 'command' || !leadToTheApp.has(input.name)) return [];
      const offer = await codes.offer(identity, locale);
      return offer ? [offer] : [];
    },
  };
};
