import { middle, type Section } from '../bench.ts';
import { measure } from '../process.ts';
import { seedDatabase } from '../seed.ts';

type Rates = readonly { bare: number; relayed: number }[];
type Ages = { p50Ms: number; p99Ms: number; measured: number; total: number };
/** Rounds of ten seconds; a whole one may fall into a pause of the machine, so the middle one counts. */
const ageRounds = 3;

export const kafkaSection: Section = {
  name: 'kafka',
  title: 'Kafka: relay, age of events, idling',
  run: async ({ postgresUrl, engines }) => {
    const { kafkaBrokers } = await engines();
    const ageUrl = await seedDatabase(postgresUrl, 'bench_kafka_age', 10);
    const ages: Ages[] = [];
    for (let round = 0; round < ageRounds; round += 1)
      ages.push(await measure<Ages>('age-kafka.ts', ageUrl, kafkaBrokers, '1000', '10'));
    const p50Ms = middle(ages.map((age) => age.p50Ms));
    const p99Ms = middle(ages.map((age) => age.p99Ms));
    const isWhole = ages.every(({ measured, total }) => measured === total);
    const idle = async (what: string) =>
      (await measure<{ percent: number }>('idle-kafka.ts', what, ageUrl, kafkaBrokers, '20')).percent;
    const [relay, consumer] = [await idle('relay'), await idle('consumer')];
    // Last: what it leaves behind keeps PostgreSQL and disk busy for a while, with vacuuming and writing back.
    const url = await seedDatabase(postgresUrl, 'bench_kafka', 10);
    const rates = await measure<Rates>('relay-kafka.ts', url, kafkaBrokers, '100000', '3');
    const relayed = middle(rates.map((rate) => rate.relayed));
    const bare = middle(rates.map((rate) => rate.bare));
    const idleGoal = (name: string, percent: number) => ({
      what: `${name} with nothing to do`,
      figure: `${percent.toFixed(2)} % of a core`,
      goal: '< 1 %',
      reached: percent < 1,
    });
    return {
      goals: [
        {
          what: 'relay from log to Kafka, by the client alone with the same batches',
          figure: `${(relayed / bare).toFixed(2)} × (${relayed.toFixed(0)} by ${bare.toFixed(0)} events/s)`,
          goal: '≥ 0.5 ×',
          reached: relayed / bare >= 0.5,
        },
        {
          what: 'event age from its commit to a consumer of Kafka, 1 000 events/s',
          figure: `p50 ${p50Ms} ms, p99 ${p99Ms} ms (${ages.map((age) => age.p99Ms).join(', ')}; ${isWhole ? 'every one' : 'NOT every one'} came)`,
          goal: 'p99 ≤ 50 ms',
          reached: p99Ms <= 50 && isWhole,
        },
        idleGoal('relay', relay),
        idleGoal('consumer', consumer),
      ],
    };
  },
};
