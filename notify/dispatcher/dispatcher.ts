import { setTimeout as delay } from 'node:timers/promises';
import type { Channel, Clock, Database } from '@atlas/shared/ports';
import { createSignal, type Logger, type Signal } from '@atlas/shared/process';
import { createLease } from './lease.ts';
import {
  endLate,
  ensureLane,
  expireDeliveries,
  forgetSecrets,
  hasDue,
  type Leased,
  selectFailedLate,
  selectInterrupted,
  selectLate,
} from './queries.ts';
import { createSendDelivery, type SendDeps, tellTimeline } from './send-delivery.ts';

export type DispatcherDeps = SendDeps & {
  database: Database;
  clock: Clock;
  logger: Logger;
  channels: readonly Channel[];
  /** The net under `wake`, in ms (Default: 250). */
  pollMs?: number;
};

export type Dispatcher = { start(): void; wake(): void; stop(): Promise<void> };

const maxInFlight = 30;
const sweepEveryMs = 1000;
const drainMs = 10_000;

/** Sends what is due, a loop per lane, so that a lane that has to wait holds up no other. */
export const createDispatcher = (deps: DispatcherDeps): Dispatcher => {
  const { database, clock, logger, channels, pollMs = 250, rateOf, goOn } = deps;
  const stopping = new AbortController();
  const { send, settleUnknown } = createSendDelivery(deps);
  const lanes: { signal: Signal; running: Promise<void> }[] = [];
  const wake = () => {
    for (const { signal } of lanes) signal.raise();
  };

  /** PostgreSQL may be away just when a call has ended; its outcome is written down when it is back. */
  const untilWritten = async (settle: () => Promise<void>): Promise<void> => {
    for (let waitMs = 100; ; waitMs = Math.min(waitMs * 2, 2000)) {
      try {
        return await settle();
      } catch (error) {
        logger.warn({ error }, 'outcome not written yet');
        if (stopping.signal.aborted) return;
        await delay(waitMs);
      }
    }
  };

  const sendLateOnesOn = async (lane: string) => {
    const now = clock();
    const gone = await database.transaction(async (tx) => {
      const late = await selectLate(tx, lane, now);
      const ids = await goOn(tx, late, now);
      if (ids.size > 0) await endLate(tx, [...ids]);
      return late.filter(({ id }) => ids.has(id));
    });
    for (const each of gone) tellTimeline(each, 'expired');
    if (gone.length > 0) wake();
  };

  const sendFailedOnesOn = async (lane: string) => {
    const now = clock();
    const gone = await database.transaction(async (tx) =>
      goOn(tx, await selectFailedLate(tx, lane, now), now),
    );
    if (gone.size > 0) wake();
  };

  const sweep = async (channel: Channel, inFlight: ReadonlyMap<string, unknown>) => {
    const { lane } = channel;
    await sendLateOnesOn(lane);
    await sendFailedOnesOn(lane);
    await forgetSecrets(database, lane, clock());
    for (const expired of await expireDeliveries(database, lane, clock())) tellTimeline(expired, 'expired');
    for (const lost of await selectInterrupted(database, lane, clock(), [...inFlight.keys()])) {
      await settleUnknown(lost, 'interrupted', channel);
    }
  };

  const runLane = async (channel: Channel, signal: Signal): Promise<void> => {
    const lease = createLease({ database, clock, rate: rateOf(channel.name) });
    const inFlight = new Map<string, Promise<void>>();
    const launch = (delivery: Leased) => {
      const done = send(delivery, channel, untilWritten).finally(() => {
        inFlight.delete(delivery.id);
        signal.raise();
      });
      inFlight.set(delivery.id, done);
    };
    let isSettled = false;
    let sweepAtMs = 0;
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        if (!isSettled) await ensureLane(database, channel.lane);
        isSettled = true;
        if (performance.now() >= sweepAtMs) {
          await sweep(channel, inFlight);
          sweepAtMs = performance.now() + sweepEveryMs;
        }
        const room = maxInFlight - inFlight.size;
        const isDue = room > 0 && (await hasDue(database, channel.lane, clock()));
        const taken = isDue ? await lease(channel, room) : undefined;
        for (const delivery of taken?.leased ?? []) launch(delivery);
        failures = 0;
        // The lane's next slot is near; a paused lane, or a chat without a slot, is looked at again by the poll.
        await signal.wait(taken?.isRateLimited ? 1000 / taken.perSecond : pollMs);
      } catch (error) {
        failures += 1;
        if (failures === 1) logger.warn({ lane: channel.lane, error }, 'lane waits for PostgreSQL');
        await signal.wait(Math.min(100 * 2 ** failures, 2000));
      }
    }
    await Promise.all(inFlight.values());
  };

  return {
    start: () => {
      for (const channel of channels) {
        const signal = createSignal();
        lanes.push({ signal, running: runLane(channel, signal) });
      }
    },
    wake,
    stop: async () => {
      stopping.abort();
      wake();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, drainMs);
      });
      await Promise.race([Promise.all(lanes.map(({ running }) => running)), late]);
      clearTimeout(timer);
    },
  };
};
