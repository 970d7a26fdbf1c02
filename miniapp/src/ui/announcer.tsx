import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';

export type Announcement = {
  text: string;
  /** `quiet` is for screen readers only: what changed is plain to see. */
  kind: 'success' | 'error' | 'quiet';
};

const shownMs = { success: 3_000, error: 8_000, quiet: 3_000 } as const;

const AnnounceContext = createContext<(announcement: Announcement) => void>(() => {});

/** Says something in passing: shown for a moment, and read out by screen readers. */
export const useAnnounce = () => useContext(AnnounceContext);

export const Announcer = ({ children }: { children: ReactNode }) => {
  const [current, setCurrent] = useState<Announcement | null>(null);
  useEffect(() => {
    if (!current) return;
    const timer = setTimeout(() => setCurrent(null), shownMs[current.kind]);
    return () => clearTimeout(timer);
  }, [current]);
  return (
    <AnnounceContext value={setCurrent}>
      {children}
      {/* Always there: a live region that appears together with its text is not read. Nor is one that a dialog hides. */}
      <div className="toast-region" role="status" data-react-aria-top-layer="true">
        {current && <p className={`toast toast-${current.kind}`}>{current.text}</p>}
      </div>
    </AnnounceContext>
  );
};
