import type { TimelineEntry } from '@atlas/shared/trace';
import { useDeferredValue, useMemo, useState } from 'react';
import { control } from '../../control/control-client.ts';
import { type StreamStatus, useEventStream } from '../../control/use-event-stream.ts';
import { entryKey, groupTimeline, type Path } from './group-timeline.ts';

/** What the page remembers; the oldest go first. */
const keptEntries = 1000;

export type Timeline = {
  status: StreamStatus;
  paths: Path[];
  isPaused: boolean;
  /** How many entries came since the pause. */
  waiting: number;
  setPaused: (isPaused: boolean) => void;
  clear: () => void;
};

type Entries = ReadonlyMap<string, TimelineEntry>;

const withEntry = (entries: Entries, entry: TimelineEntry): Entries => {
  const key = entryKey(entry);
  if (entries.has(key)) return entries;
  return new Map([...[...entries].slice(-keptEntries + 1), [key, entry]]);
};

type Listener = { onOpen: () => void; onEntry: (entry: TimelineEntry) => void };

/**
 * Follows the sandbox's timeline, whether or not its panel is open. `onOpen` runs each time the server is there anew,
 * `onEntry` for everything it tells, paused or not.
 */
export const useTimeline = ({ onOpen, onEntry }: Listener): Timeline => {
  const [entries, setEntries] = useState<Entries>(new Map());
  const [frozen, setFrozen] = useState<Entries>();
  // What was cleared stays away, although the server repeats it when it is connected to again.
  const [clearedAtMs, setClearedAtMs] = useState(0);

  const status = useEventStream<TimelineEntry>(control.timeline, {
    onOpen,
    onItem: (entry) => {
      onEntry(entry);
      if (entry.atMs > clearedAtMs) setEntries((before) => withEntry(before, entry));
    },
  });

  const shown = useDeferredValue(frozen ?? entries);
  const paths = useMemo(() => groupTimeline([...shown.values()]), [shown]);
  return {
    status,
    paths,
    isPaused: frozen !== undefined,
    waiting: frozen ? Math.max(0, [...entries.keys()].filter((key) => !frozen.has(key)).length) : 0,
    setPaused: (isPaused) => setFrozen(isPaused ? entries : undefined),
    clear: () => {
      setClearedAtMs(Math.max(0, ...[...entries.values()].map(({ atMs }) => atMs)));
      setEntries(new Map());
      setFrozen((before) => before && new Map());
    },
  };
};
