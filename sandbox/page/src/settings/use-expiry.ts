import { useEffect } from 'react';

/** Calls `expire` once `subject` has been the same for so long; nothing happens while it is undefined. */
export const useExpiry = (subject: unknown, afterMs: number, expire: () => void): void => {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new subject starts the time anew, a new callback does not
  useEffect(() => {
    if (subject === undefined) return;
    const timer = setTimeout(expire, afterMs);
    return () => clearTimeout(timer);
  }, [subject, afterMs]);
};
