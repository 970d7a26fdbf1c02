import { setTimeout as pause } from 'node:timers/promises';
import type { Clock, Database } from '@atlas/shared/ports';
import type { Logger, Metrics } from '@atlas/shared/process';
import { publishTimeline, traceIdOf } from '@atlas/shared/trace';
import type { CallScope } from '../call-scope.ts';
import { failureOf } from './failures.ts';
import type { HandleUpdate } from './handle-update.ts';
import { type ClaimedUpdate, claimUpdates, finishUpdate, parkUpdate, retryUpdate } from './queries.ts';

type Deps = {
  botId: string;
  database: Database;
  clock: Clock;
  scope: CallScope;
  handle: HandleUpdate;
  logger: Logger;
  metrics: Metrics;
};

export type Worker = {
  /** Something new may wait. */
  wake(): void;
  start(): void;
  /** Takes nothing new; gives what is in hand 8 s to end, then cuts it, to be taken up again at the next start. */
  stop(): Promise<void>;
};

const concurrency = 8;
const pollMs = 1000;
/** Every call for an update is over before its lease is: nobody handles it twice at once. */
const handlingMs = 15_000;
const leaseSeconds = 20;
const drainMs = 8000;
/** After the n-th failed attempt; with none left the update is parked. A minute without Telegram is survived. */
const retryAfterSeconds = [2, 6, 18, 54, 120];
const longestRetryAfterSeconds = 300;

/** Handles stored updates: chats in parallel, each chat in order, every update until it is answered or parked. */
export const createWorker = ({ botId, database, clock, scope, handle, logger, metrics }: Deps): Worker => {
  const handled = metrics.counter('atlas_bots_updates_handled_total', 'Attempts to answer an update.', [
    'messenger',
    'result',
  ]);
  const inHand = new Map<number, Promise<void>>();
  const cut = new AbortController();
  let isStopping = false;
  let wakeUp = () => {};
  let running: Promise<void> | undefined;

  const giveBack = async (
    { updateId, attempt }: ClaimedUpdate,
    error: unknown,
  ): Promise<'retried' | 'parked'> => {
    const failure = failureOf(error);
    const code = 'code' in failure ? failure.code : failure.is;
    const askedSeconds =
      failure.is === 'later' ? Math.min(failure.afterSeconds, longestRetryAfterSeconds) : 0;
    const backoffSeconds = failure.is === 'refused' ? undefined : retryAfterSeconds[attempt - 1];
    logger.warn(
      { error, code, updateId, attempt, isLast: backoffSeconds === undefined },
      'update not answered',
    );
    if (backoffSeconds === undefined) {
      await parkUpdate(database, { botId, updateId, now: clock(), failure: code });
      return 'parked';
    }
    const retryAt = new Date(clock().getTime() + Math.max(askedSeconds, backoffSeconds) * 1000);
    await retryUpdate(database, { botId, updateId, retryAt, failure: code });
    return 'retried';
  };

  const settle = async (update: ClaimedUpdate): Promise<'handled' | 'retried' | 'parked'> => {
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(handlingMs), cut.signal]);
      await scope.run({ traceparent: update.traceparent, signal }, () => handle(update));
    } catch (error) {
      return giveBack(update, error);
    }
    await finishUpdate(database, { botId, updateId: update.updateId, now: clock() });
    return 'handled';
  };

  const take = async (update: ClaimedUpdate): Promise<void> => {
    const startedAtMs = performance.now();
    try {
      const result = await settle(update);
      handled.inc({ messenger: 'telegram', result });
      publishTimeline({
        correlationId: traceIdOf(update.traceparent),
        step: 'delivery',
        name: 'answer → telegram',
        status: result,
        durationMs: performance.now() - startedAtMs,
        id: String(update.updateId),
      });
    } catch (error) {
      // The lease runs out and the update is taken up again.
      logger.error({ error, updateId: update.updateId }, 'outcome of an update not stored');
    }
  };

  const claim = async (): Promise<void> => {
    const limit = concurrency - inHand.size;
    if (limit === 0) return;
    const claimed = await claimUpdates(database, {
      botId,
      now: clock(),
      leaseSeconds,
      limit,
      inHand: [...inHand.keys()],
    });
    for (const update of claimed) {
      const work = take(update).finally(() => {
        inHand.delete(update.updateId);
        wakeUp();
      });
      inHand.set(update.updateId, work);
    }
  };

  const run = async (): Promise<void> => {
    while (!isStopping) {
      // Made before the claim: what is stored while it runs wakes the next round.
      const woken = Promise.withResolvers<void>();
      wakeUp = woken.resolve;
      await claim().catch((error: unknown) => logger.warn({ error }, 'updates could not be claimed'));
      const rest = new AbortController();
      await Promise.race([
        woken.promise,
        pause(pollMs, undefined, { signal: rest.signal, ref: false }).catch(() => {}),
      ]);
      rest.abort();
    }
  };

  return {
    wake: () => wakeUp(),
    start: () => {
      running ??= run();
    },
    stop: async () => {
      isStopping = true;
      wakeUp();
      await running;
      const late = setTimeout(() => cut.abort(), drainMs);
      await Promise.all(inHand.values());
      clearTimeout(late);
    },
  };
};
