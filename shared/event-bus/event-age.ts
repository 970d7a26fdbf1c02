import type { Metrics } from '../process/index.ts';

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300];

/** Observes, per group, how old events are when they are handled: the same metric whatever carries them. */
export const createEventAge = (metrics: Metrics | undefined) => {
  const ages = metrics?.histogram(
    'atlas_event_age_seconds',
    'From the moment an event happened to the end of its handling.',
    ['group'],
    buckets,
  );
  return (group: string) => (seconds: number) => ages?.observe({ group }, seconds);
};
