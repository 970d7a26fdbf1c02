import type { GraphClient } from '@atlas/shared/whatsapp';
import type { CallScope } from '../call-scope.ts';
import { failureOf } from './failures.ts';
import type { WhatsappContent } from './render.ts';

type Deps = { graph: GraphClient; scope: CallScope; timeoutMs: number };

/**
 * Puts an answer into the chat, from its `sentParts`-th message on. Throws only what may work later; a person who
 * can't be reached is not told anything.
 */
export const createDeliver =
  ({ graph, scope, timeoutMs }: Deps) =>
  async (
    userId: string,
    contents: readonly WhatsappContent[],
    { sentParts, keep }: { sentParts: number; keep: (sentParts: number) => Promise<unknown> },
  ): Promise<void> => {
    for (const [n, content] of contents.entries()) {
      if (n < sentParts) continue;
      const call = { traceparent: scope.traceparent(), signal: scope.signal(timeoutMs) };
      try {
        await graph.send({ recipient: { userId }, content }, call);
      } catch (error) {
        if (failureOf(error).is === 'gone') return;
        throw error;
      }
      if (n + 1 < contents.length) await keep(n + 1);
    }
  };
export type Deliver = ReturnType<typeof createDeliver>;
