import type { Section } from '../bench.ts';
import { measure } from '../process.ts';
import { seedDatabase } from '../seed.ts';

type Result = {
  held: number;
  chatRefusals: number;
  bystander: number;
  slowed: number;
  botRefusals: number;
  closestPairMs: number;
  calls: number;
};

const isNear = (rate: number, wanted: number): boolean => Math.abs(rate - wanted) <= wanted * 0.05;

export const laneSection: Section = {
  name: 'lane',
  title: 'Lanes of messages',
  run: async ({ postgresUrl, laneSeconds }) => {
    const database = await seedDatabase(postgresUrl, 'bench_lane', 10);
    const result = await measure<Result>('lane.ts', database, String(laneSeconds));
    const rate = (perSecond: number) => `${perSecond.toFixed(2)}/s`;
    return {
      goals: [
        {
          what: `a bot of 30/s for ${laneSeconds} s, ${result.chatRefusals} × 429 for one chat`,
          figure: rate(result.held),
          goal: '30/s ± 5 %',
          reached: isNear(result.held, 30) && result.chatRefusals > 0,
        },
        {
          what: `another bot meanwhile, told to slow down as a whole (${result.botRefusals} × 429)`,
          figure: rate(result.slowed),
          goal: '15/s ± 5 %',
          reached: isNear(result.slowed, 15),
        },
        {
          what: 'a third bot beside both',
          figure: rate(result.bystander),
          goal: '30/s ± 5 %',
          reached: isNear(result.bystander, 30),
        },
        {
          what: `closest two messages of one chat, of ${result.calls} calls`,
          figure: `${result.closestPairMs.toFixed(0)} ms`,
          goal: '≥ 1000 ms',
          reached: result.closestPairMs >= 1000,
        },
      ],
    };
  },
};
