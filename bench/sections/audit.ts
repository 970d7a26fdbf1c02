import { middle, type Section } from '../bench.ts';
import { measure } from '../process.ts';
import { seedDatabase } from '../seed.ts';

export const auditSection: Section = {
  name: 'audit',
  title: 'Audit chain',
  run: async ({ postgresUrl }) => {
    const runs = [];
    for (let n = 0; n < 3; n += 1) {
      const url = await seedDatabase(postgresUrl, `bench_audit_${n}`, 10);
      runs.push(await measure<{ chained: number; verified: number }>('audit.ts', url, '200000'));
    }
    const chained = middle(runs.map((run) => run.chained));
    const verified = middle(runs.map((run) => run.verified));
    return {
      goals: [
        {
          what: 'rows chained by hash, heads signed',
          figure: `${chained.toFixed(0)} rows/s`,
          goal: '≥ 10 000',
          reached: chained >= 10_000,
        },
        {
          what: 'rows verified against chain and heads',
          figure: `${verified.toFixed(0)} rows/s`,
          goal: '≥ 10 000',
          reached: verified >= 10_000,
        },
      ],
    };
  },
};
