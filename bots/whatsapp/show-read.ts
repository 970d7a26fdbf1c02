import type { Logger } from '@atlas/shared/process';
import type { GraphClient } from '@atlas/shared/whatsapp';
import type { CallScope } from '../call-scope.ts';

type Deps = { graph: GraphClient; scope: CallScope; logger: Logger };

/** A courtesy: it takes this long at the most, and is not tried again. */
const timeoutMs = 3000;

export type Shown = {
  /** The answer is on its way: whoever still sees us typing after it would wait for another. */
  answering(): void;
};

/**
 * Shows people that their message was read, and that they will be answered, while the answer is being made. It is in
 * nobody's way: nothing waits for it, and no failure of it is one.
 */
export const createShowRead = ({ graph, scope, logger }: Deps) => {
  const underWay = new Set<AbortController>();

  /** @returns what cuts it short; false when there was nothing to cut any more */
  const show = (messageId: string, isTyping: boolean): (() => boolean) => {
    const cut = new AbortController();
    underWay.add(cut);
    const signal = AbortSignal.any([cut.signal, scope.signal(timeoutMs)]);
    void graph
      .markRead(messageId, { isTyping }, { traceparent: scope.traceparent(), signal })
      .catch((error: unknown) => logger.debug({ error }, 'message not shown as read'))
      .finally(() => underWay.delete(cut));
    return () => {
      const isUnderWay = underWay.has(cut);
      cut.abort();
      return isUnderWay;
    };
  };

  return {
    begin: (messageId: string, { isAnswered }: { isAnswered: boolean }): Shown => {
      const cut = show(messageId, isAnswered);
      return {
        answering: () => {
          if (isAnswered && cut()) show(messageId, false);
        },
      };
    },
    /** Ends what is under way. */
    stop: (): void => {
      for (const each of underWay) each.abort();
    },
  };
};
export type ShowRead = ReturnType<typeof createShowRead>;
