import type { Logger } from '@atlas/shared/process';
import type { GraphCall, GraphClient } from '@atlas/shared/whatsapp';
import type { CallScope } from '../call-scope.ts';
import { createKeepTrying, type KeptTrying } from '../keep-trying.ts';
import { failureOf } from './failures.ts';

type Deps = {
  graph: GraphClient;
  scope: CallScope;
  logger: Logger;
  /** Where WhatsApp delivers; null where it was told by hand. */
  webhook: { url: string; verifyToken: string } | null;
  /** What else it has to know; after the webhook. */
  register?: (call: GraphCall) => Promise<void>;
};

/** Longer than a call: the handshake comes to us while it runs. */
const timeoutMs = 15_000;

/** Tells WhatsApp where notifications go, or at least that we are there. Never fails; tries again. */
export const createRegistration = ({ graph, scope, logger, webhook, register }: Deps): KeptTrying =>
  createKeepTrying({
    what: 'registered with WhatsApp',
    attempt: async () => {
      const call = { traceparent: scope.traceparent(), signal: scope.signal(timeoutMs) };
      if (webhook) await graph.setWebhook(webhook.url, webhook.verifyToken, call);
      else await graph.check(call);
      await register?.(call);
    },
    askedSeconds: (error) => {
      const failure = failureOf(error);
      return failure.is === 'later' ? failure.afterSeconds : 0;
    },
    logger,
  });
