import type { Clock, Database } from '@atlas/shared/ports';
import type { Metrics } from '@atlas/shared/process';
import type { Rate } from './lease.ts';
import { countDead, countHeld, type LaneStanding, selectLanes } from './queries.ts';
import type { ObservedAttempt } from './send-delivery.ts';

type Deps = {
  metrics: Metrics;
  database: Database;
  clock: Clock;
  lanes: readonly { name: string; lane: string }[];
  rateOf: (channel: string) => Rate;
};

const secondsBetween = (from: Date, to: Date) => Math.max(0, (to.getTime() - from.getTime()) / 1000);

/** Lanes as they stand, read once for all gauges of a scrape. While PostgreSQL is away they are not known. */
const createLaneGauges = ({ metrics, database, clock, lanes, rateOf }: Deps): void => {
  let reading: Promise<LaneStanding[]> | undefined;
  const stand = () => {
    const configured = lanes.map(({ name }) => rateOf(name).perSecond);
    reading ??= selectLanes(database, { lanes: lanes.map(({ lane }) => lane), configured, now: clock() })
      .catch(() => [])
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
  const gauge = (name: string, help: string, read: (lane: LaneStanding, now: Date) => number) =>
    metrics.gauge(`atlas_notify_lane_${name}`, help, ['lane'], async (own) => {
      const standing = await stand();
      own.reset();
      for (const each of standing) own.set({ lane: each.lane }, read(each, clock()));
    });
  gauge('due', 'Messages that may be sent now.', ({ due }) => due);
  gauge('oldest_due_seconds', 'How long the oldest of them has been due.', ({ oldestDueAt }, now) =>
    oldestDueAt ? secondsBetween(oldestDueAt, now) : 0,
  );
  gauge('paused_seconds', 'How long the lane still waits, as it was told to.', ({ pausedUntil }, now) =>
    secondsBetween(now, pausedUntil),
  );
  gauge('rate', 'Messages a second that it may send: fewer than configured once it was told so.', (lane) => {
    return lane.perSecond;
  });
};

/** What an operator's dashboards show of the dispatcher. @returns what counts an attempt that ended. */
export const createDispatcherMetrics = (deps: Deps): ((attempt: ObservedAttempt) => void) => {
  createLaneGauges(deps);
  deps.metrics.gauge(
    'atlas_notify_dlq_size',
    'Messages given up on, which somebody has to look at.',
    [],
    async (own) => own.set(await countDead(deps.database).catch(() => Number.NaN)),
  );
  deps.metrics.gauge(
    'atlas_notify_held',
    'Held back on purpose: until quiet hours end or a broadcast goes on, for a digest, until a person is heard of.',
    ['state'],
    async (own) => {
      own.reset();
      const held = await countHeld(deps.database).catch(() => []);
      for (const { state, messages } of held) own.set({ state }, messages);
    },
  );
  const attempts = deps.metrics.counter('atlas_notify_attempts_total', 'Calls to providers by outcome.', [
    'channel',
    'template',
    'outcome',
  ]);
  const deliveries = deps.metrics.counter(
    'atlas_notify_delivery_total',
    'What attempts made of their messages.',
    ['channel', 'provider', 'outcome'],
  );
  const unknown = deps.metrics.counter(
    'atlas_notify_unknown_total',
    'Calls of which nobody knows whether they delivered.',
    ['channel', 'provider'],
  );
  return ({ channel, provider, template, outcome, state }) => {
    attempts.inc({ channel, template, outcome });
    deliveries.inc({ channel, provider, outcome: state });
    if (outcome === 'unknown') unknown.inc({ channel, provider });
  };
};
