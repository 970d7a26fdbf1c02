import type { Section } from '../bench.ts';
import { measure } from '../process.ts';
import { seedDatabase } from '../seed.ts';

export const codesSection: Section = {
  name: 'codes',
  title: 'One-time codes',
  run: async ({ postgresUrl }) => {
    const database = await seedDatabase(postgresUrl, 'bench_codes', 10);
    const { p50Ms, p99Ms, measured, total } = await measure<{
      p50Ms: number;
      p99Ms: number;
      measured: number;
      total: number;
    }>('code.ts', database, '50', '10');
    return {
      goals: [
        {
          what: 'code asked for → code in the inbox, SMS and e-mail, 50/s',
          figure: `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms (${measured} of ${total})`,
          goal: 'p99 ≤ 150 ms',
          reached: p99Ms <= 150 && measured === total,
        },
      ],
    };
  },
};
