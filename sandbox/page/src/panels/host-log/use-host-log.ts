import { createContext, use, useMemo, useState } from 'react';

export type HostLogEntry = {
  id: number;
  at: Date;
  /** Who spoke; a note is the page's own remark. */
  from: 'app' | 'host' | 'note';
  event: string;
  data?: object;
};

export type HostLog = {
  entries: readonly HostLogEntry[];
  add: (from: HostLogEntry['from'], event: string, data?: object) => void;
  clear: () => void;
};

/** Enough to look back on; an app that vibrates in a loop must not fill the page. */
const keptEntries = 300;

const HostLogContext = createContext<HostLog>({ entries: [], add: () => undefined, clear: () => undefined });
export const HostLogProvider = HostLogContext.Provider;

/** What mini apps and the host said to each other; newest first. */
export const useHostLog = (): HostLog => use(HostLogContext);

export const useNewHostLog = (): HostLog => {
  const [entries, setEntries] = useState<readonly HostLogEntry[]>([]);
  return useMemo(
    () => ({
      entries,
      add: (from, event, data) =>
        setEntries((before) => [
          { id: (before[0]?.id ?? 0) + 1, at: new Date(), from, event, data },
          ...before.slice(0, keptEntries - 1),
        ]),
      clear: () => setEntries([]),
    }),
    [entries],
  );
};
