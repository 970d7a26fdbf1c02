import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Prometheus metrics of one process. Labels are bounded sets (route, status, kind), never ids. */
export type Metrics = {
  counter(name: string, help: string, labels?: readonly string[]): Counter;
  /** `collect` is called at each scrape. */
  gauge(
    name: string,
    help: string,
    labels?: readonly string[],
    collect?: (gauge: Gauge) => Promise<void> | void,
  ): Gauge;
  /** Seconds. */
  histogram(
    name: string,
    help: string,
    labels?: readonly string[],
    bucketsSeconds?: readonly number[],
  ): Histogram;
  text(): Promise<string>;
  contentType: string;
};

const defaultBucketsSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** How often the event loop's delay is sampled: every 10 ms, as by default, would wake an idle process 100 times a second. */
const eventLoopSampleMs = 50;

/** A registry of its own, so that several processes' parts can live in one Node process and in tests. */
export const createMetrics = ({ runtime = true }: { runtime?: boolean } = {}): Metrics => {
  const registry = new Registry();
  if (runtime) collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: eventLoopSampleMs });
  const registers = [registry];
  return {
    counter: (name, help, labels = []) => new Counter({ name, help, labelNames: [...labels], registers }),
    gauge: (name, help, labels = [], collect) =>
      new Gauge({
        name,
        help,
        labelNames: [...labels],
        registers,
        ...(collect
          ? {
              collect() {
                return collect(this);
              },
            }
          : {}),
      }),
    histogram: (name, help, labels = [], bucketsSeconds = defaultBucketsSeconds) =>
      new Histogram({ name, help, labelNames: [...labels], buckets: [...bucketsSeconds], registers }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
};
