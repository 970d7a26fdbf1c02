import { onTimeline, type TimelineEntry } from '@atlas/shared/trace';

const kept = 200;

/** Remembers the last 200 entries of this process's timeline and passes new ones on. */
export const createTimeline = () => {
  const entries: TimelineEntry[] = [];
  const watchers = new Set<(entry: TimelineEntry) => void>();
  const stop = onTimeline((entry) => {
    entries.push(entry);
    if (entries.length > kept) entries.shift();
    for (const watch of watchers) watch(entry);
  });
  return {
    /** What happened lately, then everything new, until the returned function is called. */
    follow: (watch: (entry: TimelineEntry) => void): (() => void) => {
      for (const entry of entries) watch(entry);
      watchers.add(watch);
      return () => void watchers.delete(watch);
    },
    clear: () => void entries.splice(0),
    stop,
  };
};
export type Timeline = ReturnType<typeof createTimeline>;
