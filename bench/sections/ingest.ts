import { middle, type Section } from '../bench.ts';
import { measure } from '../process.ts';
import { seedDatabase } from '../seed.ts';

export const ingestSection: Section = {
  name: 'ingest',
  title: 'Events from Kafka into rows of what to send',
  run: async ({ postgresUrl, engines }) => {
    const { kafkaBrokers } = await engines();
    const rates: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      const url = await seedDatabase(postgresUrl, `bench_ingest_${n}`, 10);
      const { perSecond } = await measure<{ perSecond: number }>(
        'ingest.ts',
        url,
        kafkaBrokers,
        '2000',
        '50000',
      );
      rates.push(perSecond);
    }
    return {
      goals: [
        {
          what: 'events in Kafka → rows of what to send, one notify process',
          figure: `${middle(rates).toFixed(0)} events/s (${rates.map((rate) => rate.toFixed(0)).join(', ')})`,
          goal: '≥ 10 000',
          reached: middle(rates) >= 10_000,
        },
      ],
    };
  },
};
