import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import { publishTimeline, traceIdOf } from '@atlas/shared/trace';
import type { CallScope } from '../call-scope.ts';
import type { UpdateMeters } from '../update-meters.ts';

/** What every stored update has, whichever messenger it is of. */
export type StoredUpdate = {
  updateId: string | number;
  traceparent: string;
  /** This one counted in. */
  attempt: number;
};

/** Where a messenger's updates are kept. */
export type Inbox<Update extends StoredUpdate> = {
  /** The oldest of each chat that are due, for `leaseSeconds`, and none of those in hand. */
  claim(input: {
    now: Date;
    leaseSeconds: number;
    limit: number;
    inHand: readonly Update['updateId'][];
  }): Promise<Update[]>;
  finish(update: Update, now: Date): Promise<unknown>;
  retry(update: Update, input: { retryAt: Date; failure: string }): Promise<unknown>;
  park(update: Update, input: { now: Date; failure: string }): Promise<unknown>;
};

/**
 * What a failure means: `later` is tried again, not before `afterSeconds`; `refused` never; anything else like `later`,
 * whenever.
 */
export type HandlingFailure =
  | { is: 'later'; code: string; afterSeconds: number }
  | { is: 'refused'; code: string }
  | { is: 'gone' | 'unchanged' | 'stale' };

type Deps<Update extends StoredUpdate> = {
  /** For metrics and the timeline. */
  messenger: string;
  inbox: Inbox<Update>;
  handle: (update: Update) => Promise<void>;
  /** @param attempt at the same update, this one counted in */
  failureOf: (error: unknown, attempt: number) => HandlingFailure;
  clock: Clock;
  scope: CallScope;
  logger: Logger;
  meters: UpdateMeters;
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
/** After the n-th failed attempt; with none left the update is parked. A minute without the messenger is survived. */
const retryAfterSeconds = [2, 6, 18, 54, 120];
const longestRetryAfterSeconds = 300;

/** Handles stored updates: chats in parallel, each chat in order, every update until it is answered or parked. */
export const createWorker = <Update extends StoredUpdate>({
  messenger,
  inbox,
  handle,
  failureOf,
  clock,
  scope,
  logger,
  meters,
}: Deps<Update>): Worker => {
  const inHand = new Map<Update['updateId'], Promise<void>>();
  const cut = new AbortController();
  let isStopping = false;
  let wakeUp = () => {};
  let running: Promise<void> | undefined;

  const giveBack = async (update: Update, error: unknown): Promise<'retried' | 'parked'> => {
    const { updateId, attempt } = update;
    const failure = failureOf(error, attempt);
    const code = 'code' in failure ? failure.code : failure.is;
    const askedSeconds =
      failure.is === 'later' ? Math.min(failure.afterSeconds, longestRetryAfterSeconds) : 0;
    const backoffSeconds = failure.is === 'refused' ? undefined : retryAfterSeconds[attempt - 1];
    logger.warn(
      { error, code, updateId, attempt, isLast: backoffSeconds === undefined },
      'update not answered',
    );
    if (backoffSeconds === undefined) {
      await inbox.park(update, { now: clock(), failure: code });
      return 'parked';
    }
    const retryAt = new Date(clock().getTime() + Math.max(askedSeconds, backoffSeconds) * 1000);
    await inbox.retry(update, { retryAt, failure: code });
    return 'retried';
  };

  const settle = async (update: Update): Promise<'handled' | 'retried' | 'parked'> => {
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(handlingMs), cut.signal]);
      await scope.run({ traceparent: update.traceparent, signal }, () => handle(update));
    } catch (error) {
      return giveBack(update, error);
    }
    await inbox.finish(update, clock());
    return 'handled';
  };

  const take = async (update: Update): Promise<void> => {
    const startedAtMs = performance.now();
    try {
      const result = await settle(update);
      meters.handled(messenger, result);
      publishTimeline({
        correlationId: traceIdOf(update.traceparent),
        step: 'delivery',
        name: `answer → ${messenger}`,
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
    const claimed = await inbox.claim({
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
