import type { Metrics } from '@atlas/shared/process';

/** What is counted of every messenger's updates, made once for all of them. */
export type UpdateMeters = {
  received(messenger: string, result: 'stored' | 'repeat' | 'stale', count?: number): void;
  handled(messenger: string, result: 'handled' | 'retried' | 'parked'): void;
  /** Asked at each scrape. */
  watchWaiting(messenger: string, count: () => Promise<number>): void;
};

export const createUpdateMeters = (metrics: Metrics): UpdateMeters => {
  const labels = ['messenger', 'result'];
  const received = metrics.counter('atlas_bots_updates_received_total', 'Updates from messengers.', labels);
  const handled = metrics.counter(
    'atlas_bots_updates_handled_total',
    'Attempts to answer an update.',
    labels,
  );
  const waiting = new Map<string, () => Promise<number>>();
  metrics.gauge(
    'atlas_bots_updates_waiting',
    'Updates stored and not answered yet.',
    ['messenger'],
    async (gauge) => {
      for (const [messenger, count] of waiting) gauge.set({ messenger }, await count());
    },
  );
  return {
    received: (messenger, result, count = 1) => received.inc({ messenger, result }, count),
    handled: (messenger, result) => handled.inc({ messenger, result }),
    watchWaiting: (messenger, count) => void waiting.set(messenger, count),
  };
};
