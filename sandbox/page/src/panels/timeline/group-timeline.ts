import type { TimelineEntry } from '@atlas/shared/trace';

/** One step of a path, placed on the path's own time. `id` is the page's; `reference` names the event, delivery or message. */
export type Step = Omit<TimelineEntry, 'id'> & {
  id: string;
  reference?: string;
  offsetMs: number;
  pathMs: number;
};
/** All that one request caused, under its correlation id. */
export type Path = {
  id: string;
  title: string;
  startedAtMs: number;
  spanMs: number;
  steps: Step[];
};

/** A step is told when it ends; what took time began earlier. */
const startOf = ({ atMs, durationMs = 0 }: TimelineEntry): number => atMs - durationMs;

/** The same entry has the same key, so that a stream that begins anew repeats nothing. */
export const entryKey = ({ atMs, correlationId, step, name, id }: TimelineEntry): string =>
  [atMs, correlationId, step, name, id].join('|');

const pathOf = (id: string, entries: readonly TimelineEntry[]): Path => {
  const inOrder = [...entries].sort((one, other) => startOf(one) - startOf(other));
  const startedAtMs = Math.min(...inOrder.map(startOf));
  const endedAtMs = Math.max(...inOrder.map(({ atMs }) => atMs));
  const spanMs = endedAtMs - startedAtMs;
  const steps = inOrder.map((entry) => ({
    ...entry,
    id: entryKey(entry),
    reference: entry.id,
    offsetMs: startOf(entry) - startedAtMs,
    pathMs: spanMs,
  }));
  return { id, title: steps[0]?.name ?? '', startedAtMs, spanMs, steps };
};

/** Paths, the newest first; each with its steps in the order they began. */
export const groupTimeline = (entries: readonly TimelineEntry[]): Path[] => {
  const byId = Map.groupBy(entries, ({ correlationId }) => correlationId);
  return [...byId]
    .map(([id, of]) => pathOf(id, of))
    .sort((one, other) => other.startedAtMs - one.startedAtMs);
};

/** Whether it led to one of these messages. Telegram numbers a bot's messages across all its private chats. */
export const reachesAny = (path: Path, messageIds: ReadonlySet<string>): boolean =>
  path.steps.some(({ step, reference }) => step === 'message' && messageIds.has(reference ?? ''));

/** Whether every word is in one of the path's steps, names, states or ids. */
export const matchesFilter = (path: Path, filter: string): boolean => {
  const haystack = path.steps
    .flatMap(({ step, name, status, reference }) => [step, name, status, reference])
    .concat(path.id)
    .join(' ')
    .toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => haystack.includes(word));
};

/** 0, 0.4 ms, 12 ms, 1.3 s */
export const formatMs = (ms: number): string => {
  if (ms < 0.05) return '0';
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
};
