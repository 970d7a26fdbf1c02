import { useEffect, useEffectEvent } from 'react';
import { useApp } from '../app-context.ts';
import { watchInView } from './in-view.ts';
import { createWaitInView } from './wait-in-view.ts';

/** How often it is looked, in milliseconds. */
const lookEveryMs = 2000;

/**
 * Looks for what happens elsewhere, such as in another messenger, until `look` says that it is over: only while the app is
 * in view, and at once when it comes back. Another `what` begins anew; undefined looks for nothing.
 */
export const useKeepLooking = (
  what: string | undefined,
  look: (signal: AbortSignal) => Promise<boolean>,
): void => {
  const { bridge } = useApp();
  const lookNow = useEffectEvent(look);
  useEffect(() => {
    if (!what) return;
    const controller = new AbortController();
    const { signal } = controller;
    const waitInView = createWaitInView(watchInView(bridge.isActive));
    const keepLooking = async () => {
      do await waitInView(lookEveryMs, signal);
      while (!(await lookNow(signal)) && !signal.aborted);
    };
    keepLooking().catch(() => {}); // ended with the screen
    return () => controller.abort();
  }, [what, bridge]);
};
