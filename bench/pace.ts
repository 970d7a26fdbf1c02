import { setTimeout as delay } from 'node:timers/promises';

/** Begins `total` acts at an even pace, however long each takes. */
export const atPace = async (
  perSecond: number,
  total: number,
  act: (n: number) => Promise<void>,
): Promise<void> => {
  const startedAt = performance.now();
  for (let n = 0; n < total; n += 1) {
    const dueInMs = startedAt + (n * 1000) / perSecond - performance.now();
    if (dueInMs > 1) await delay(dueInMs);
    void act(n);
  }
};

/** Waits until there are `wanted` latencies (20 s at the most), and sums them up. */
export const summarise = async (
  latenciesMs: number[],
  { wanted, total }: { wanted: number; total: number },
) => {
  const until = performance.now() + 20_000;
  while (latenciesMs.length < wanted && performance.now() < until) await delay(50);
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.floor(sorted.length * part)];
  return { p50Ms: at(0.5), p99Ms: at(0.99), measured: sorted.length, total };
};
