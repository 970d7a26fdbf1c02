import type { Engines } from './engines.ts';
import type { Round } from './load.ts';
import type { Load } from './process.ts';

export type Summary = {
  name: string;
  median: number;
  low: number;
  high: number;
  p50Ms: number;
  p99Ms: number;
};

type Prepared = Omit<Round, 'seconds' | 'connections'>;
export type Contender = { name: string; round: () => Prepared | Promise<Prepared> };

export type Goal = { what: string; figure: string; goal: string; reached: boolean };

export type Findings = {
  goals: Goal[];
  /** Shown under a heading of their own, with a sentence about how they came about. */
  rates?: { heading: string; about?: string; summaries: Summary[] };
};

/** What every section gets. */
export type Bench = {
  /** A PostgreSQL of the bench's own, fsync on. */
  postgresUrl: string;
  /** Accounts in the largest database. */
  accounts: number;
  /** How long the lanes of messages run, in seconds. */
  laneSeconds: number;
  /**
   * Kafka and Redis: those of KAFKA_BROKERS and REDIS_URL, or a pair of the run's own.
   * @throws ServiceError where they are not installed; the section is passed over.
   */
  engines(): Promise<Engines>;
  /** Runs the contenders in turn, round after round. */
  alternate(contenders: readonly Contender[]): Promise<Summary[]>;
};

/** One thing that is measured: a file in `sections/`, run in its order by main.ts. */
export type Section = { name: string; title: string; run(bench: Bench): Promise<Findings> };

export const middle = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/** Contenders in turn, so that what disturbs the machine disturbs all alike. */
export const createAlternate =
  (load: Load, { rounds, seconds }: { rounds: number; seconds: number }): Bench['alternate'] =>
  async (contenders) => {
    const results = contenders.map(() => [] as { perSecond: number; p50Ms: number; p99Ms: number }[]);
    for (let n = 0; n <= rounds; n += 1) {
      for (const [index, { name, round }] of contenders.entries()) {
        const result = await load.run({
          ...(await round()),
          seconds: n === 0 ? 2 : seconds,
          connections: 16,
        });
        if (result.failed > 0) throw new Error(`${name}: ${result.failed} of ${result.sent} failed`);
        if (n > 0) results[index]?.push(result); // the first round warms up
      }
    }
    return contenders.map(({ name }, index) => {
      const own = results[index] ?? [];
      const rates = own.map(({ perSecond }) => perSecond);
      return {
        name,
        median: middle(rates),
        low: Math.min(...rates),
        high: Math.max(...rates),
        p50Ms: middle(own.map(({ p50Ms }) => p50Ms)),
        p99Ms: middle(own.map(({ p99Ms }) => p99Ms)),
      };
    });
  };

/** A goal that is a ratio of two medians of one run. */
export const ratioGoal = (
  what: string,
  of: Summary | undefined,
  to: Summary | undefined,
  least: number,
): Goal => {
  const value = (of?.median ?? 0) / (to?.median ?? 1);
  return { what, figure: `${value.toFixed(2)} ×`, goal: `≥ ${least} ×`, reached: value >= least };
};
