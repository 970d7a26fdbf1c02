import type { Goal, Section } from '../bench.ts';
import { middle } from '../bench.ts';
import { compareTimes, type Times } from '../compare-times.ts';
import { measure } from '../process.ts';
import { seedDatabase } from '../seed.ts';

const mostMs = 5;

/** Medians may be so far apart as a network hides them; the p95 and the guess say what they leave out. */
const goalOf = (what: string, times: readonly Times[]): Goal => {
  const { apartMs, guess } = compareTimes(times);
  const figures = times.map(({ name, timesMs }) => {
    const p95 = timesMs.toSorted((a, b) => a - b)[Math.floor(timesMs.length * 0.95)] ?? 0;
    return `${name} ${middle(timesMs).toFixed(1)} (p95 ${p95.toFixed(1)})`;
  });
  const n = Math.min(...times.map(({ timesMs }) => timesMs.length));
  return {
    what: `${what}: ${figures.join(', ')} ms`,
    figure: `${apartMs.toFixed(1)} ms apart, guessed right ${(guess * 100).toFixed(0)} % (n = ${n} each)`,
    goal: `medians ≤ ${mostMs} ms apart`,
    reached: apartMs <= mostMs,
  };
};

export const refusalsSection: Section = {
  name: 'refusals',
  title: 'Refusals that must not be told apart',
  run: async ({ postgresUrl }) => {
    const database = await seedDatabase(postgresUrl, 'bench_refusals', 10);
    const { shop, clients } = await measure<{ shop: Times[]; clients: Times[] }>(
      'refusals.ts',
      database,
      '300',
    );
    return {
      goals: [goalOf('refused at the old shop', shop), goalOf('refused at the token endpoint', clients)],
    };
  },
};
