import { selectLag } from '@atlas/shared/event-bus';
import { sink } from '@atlas/shared/kafka';
import type { Clock, Database } from '@atlas/shared/ports';
import type { Metrics } from '@atlas/shared/process';
import { selectXminAgeSeconds } from './queries.ts';

const batchBuckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

/** What an operator watches of the relay. Unknown while PostgreSQL is away; the others are wanted all the more then. */
export const createRelayMetrics = ({
  database,
  clock,
  metrics,
}: {
  database: Database;
  clock: Clock;
  metrics: Metrics;
}) => {
  const lag = () => selectLag(database, sink, clock()).catch(() => null);
  metrics.gauge('atlas_outbox_backlog', 'Committed events not yet published.', [], async (gauge) =>
    gauge.set((await lag())?.events ?? Number.NaN),
  );
  metrics.gauge('atlas_outbox_oldest_seconds', 'Age of the oldest of them.', [], async (gauge) =>
    gauge.set((await lag())?.oldestSeconds ?? Number.NaN),
  );
  metrics.gauge(
    'atlas_xmin_age_seconds',
    'Age of the oldest open transaction: nothing committed after it began is read before it ends.',
    [],
    async (gauge) => gauge.set(await selectXminAgeSeconds(database).catch(() => Number.NaN)),
  );
  return {
    batchSeconds: metrics.histogram(
      'atlas_relay_batch_seconds',
      'To publish a batch and move the cursor.',
      [],
      batchBuckets,
    ),
  };
};
