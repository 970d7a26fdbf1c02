import { middle, type Section } from '../bench.ts';
import { measure } from '../process.ts';
import { seedDatabase } from '../seed.ts';

export const eventsSection: Section = {
  name: 'events',
  title: 'Events and messages',
  run: async ({ postgresUrl }) => {
    const relays = [];
    for (let n = 0; n < 3; n += 1) {
      const url = await seedDatabase(postgresUrl, `bench_relay_${n}`, 10);
      relays.push((await measure<{ perSecond: number }>('bus.ts', 'relay', url, '300000')).perSecond);
    }
    const ageDatabase = await seedDatabase(postgresUrl, 'bench_age', 1000);
    const age = await measure<{ p50Ms: number; p99Ms: number }>('bus.ts', 'age', ageDatabase, '500', '10');
    const deliveryDatabase = await seedDatabase(postgresUrl, 'bench_delivery', 10);
    const delivery = await measure<{ p50Ms: number; p99Ms: number; measured: number; total: number }>(
      'delivery.ts',
      deliveryDatabase,
      '50',
      '10',
    );
    return {
      goals: [
        {
          what: 'relay to an embedded consumer',
          figure: `${middle(relays).toFixed(0)} events/s`,
          goal: '≥ 30 000',
          reached: middle(relays) >= 30_000,
        },
        {
          what: 'event age at the consumer, 500 events/s',
          figure: `p50 ${age.p50Ms} ms, p99 ${age.p99Ms} ms`,
          goal: 'p99 ≤ 50 ms',
          reached: age.p99Ms <= 50,
        },
        {
          what: 'first sign-in answered → welcome at the Bot API, 50/s',
          figure: `p50 ${delivery.p50Ms.toFixed(1)} ms, p99 ${delivery.p99Ms.toFixed(1)} ms (${delivery.measured} of ${delivery.total})`,
          goal: 'all arrive',
          reached: delivery.measured >= delivery.total * 0.99,
        },
      ],
    };
  },
};
