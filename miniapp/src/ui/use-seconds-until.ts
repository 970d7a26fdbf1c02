import { useEffect, useState } from 'react';
import { useApp } from '../app-context.ts';

const secondsLeft = (atMs: number, nowMs: number) => Math.max(0, Math.ceil((atMs - nowMs) / 1000));

/** Whole seconds until then, counting down; 0 once it is over, and where there is nothing to wait for. */
export const useSecondsUntil = (atMs: number): number => {
  const { clock } = useApp();
  const [seconds, setSeconds] = useState(() => secondsLeft(atMs, clock()));
  useEffect(() => {
    const tick = () => {
      const left = secondsLeft(atMs, clock());
      setSeconds(left);
      if (left === 0) clearInterval(timer);
    };
    const timer = setInterval(tick, 250);
    tick();
    return () => clearInterval(timer);
  }, [atMs, clock]);
  return seconds;
};
