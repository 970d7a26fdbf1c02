import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@atlas/shared/process';
import { newTraceparent } from '@atlas/shared/trace';
import type { Api } from 'grammy';
import type { CallScope } from '../call-scope.ts';
import { failureOf } from './failures.ts';
import { allowedUpdates } from './parse-update.ts';
import type { ReceiveUpdate } from './receive-update.ts';

type Deps = {
  /** With a time-out beyond `pollSeconds`. */
  telegram: Api;
  receive: ReceiveUpdate;
  scope: CallScope;
  logger: Logger;
};

/** How long Telegram may keep a poll waiting for something to happen. */
export const pollSeconds = 25;
const firstRetryMs = 1000;
const longestRetryMs = 30_000;

/**
 * Fetches updates where Telegram can't reach us. The offset that confirms an update is sent only after it was stored,
 * so what is lost on the way comes again.
 */
export const createPoller = ({ telegram, receive, scope, logger }: Deps) => {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  const poll = async (offset: number): Promise<number> => {
    const updates = await telegram.getUpdates({
      offset,
      timeout: pollSeconds,
      allowed_updates: allowedUpdates,
    });
    let next = offset;
    for (const update of updates) {
      await receive(update, newTraceparent());
      next = update.update_id + 1;
    }
    return next;
  };

  const run = async (): Promise<void> => {
    let [offset, retryMs] = [0, firstRetryMs];
    while (!stopping.signal.aborted) {
      try {
        offset = await scope.run({ traceparent: newTraceparent(), signal: stopping.signal }, () =>
          poll(offset),
        );
        retryMs = firstRetryMs;
      } catch (error) {
        if (stopping.signal.aborted) return;
        const failure = failureOf(error);
        const waitMs = Math.max(retryMs, failure.is === 'later' ? failure.afterSeconds * 1000 : 0);
        logger.warn({ error, waitMs }, 'updates could not be fetched');
        await pause(waitMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
        retryMs = Math.min(retryMs * 2, longestRetryMs);
      }
    }
  };

  return {
    start: () => {
      running ??= run();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};
