import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '@atlas/shared/postgres';
import { ServiceError } from '@atlas/tooling/services';
import { createAlternate, type Findings, type Section } from './bench.ts';
import { createEngines } from './engines.ts';
import { startLoad } from './process.ts';
import { report } from './report.ts';
import { auditSection } from './sections/audit.ts';
import { codesSection } from './sections/codes.ts';
import { eventsSection } from './sections/events.ts';
import { ingestSection } from './sections/ingest.ts';
import { kafkaSection } from './sections/kafka.ts';
import { laneSection } from './sections/lane.ts';
import { memorySection } from './sections/memory.ts';
import { refusalsSection } from './sections/refusals.ts';
import { secondFactorSection } from './sections/second-factor.ts';
import { signInSection } from './sections/sign-in.ts';
import { sizesSection } from './sections/sizes.ts';
import { tokenApiSection } from './sections/token-api.ts';

const sections: readonly Section[] = [
  signInSection,
  secondFactorSection,
  tokenApiSection,
  sizesSection,
  eventsSection,
  auditSection,
  codesSection,
  kafkaSection,
  ingestSection,
  laneSection,
  refusalsSection,
  memorySection,
];

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    accounts: { type: 'string', default: '1000000' },
    'lane-seconds': { type: 'string', default: '180' },
    only: { type: 'string', multiple: true },
    help: { type: 'boolean', default: false },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);
if (options.help) {
  say(`npm run bench -- [--rounds 5] [--seconds 4] [--accounts 1000000] [--lane-seconds 180] [--only SECTION]…

Runs a floor and Atlas side by side, in alternating rounds, load from a process of its own, on a PostgreSQL of its own.
Prints medians, spread and ratios; a whole run writes bench/results.md. Sections on Kafka or Redis find them by KAFKA_BROKERS and
REDIS_URL, or start their own (Java 17 or later, redis-server, Maven).

Sections: ${sections.map(({ name }) => name).join(', ')}`);
  process.exit(0);
}
const rounds = Number(options.rounds);
const seconds = Number(options.seconds);

const folder = await mkdtemp(join(tmpdir(), 'atlas-bench-'));
await chmod(folder, 0o711); // PostgreSQL may run as another user
const postgres = await startEmbeddedPostgres({ dataDirectory: join(folder, 'postgres') });
const load = startLoad();
const { KAFKA_BROKERS: kafkaBrokers, REDIS_URL: redisUrl } = process.env;
const engines = createEngines({ kafkaBrokers, redisUrl }, say);
const findings: Findings[] = [];
const passedOver = (error: unknown): Findings => {
  if (!(error instanceof ServiceError)) throw error;
  say(`passed over: ${error.message}`);
  return { goals: [] };
};
try {
  for (const section of sections) {
    if (options.only && !options.only.includes(section.name)) continue;
    say(`${section.title}…`);
    findings.push(
      await section
        .run({
          postgresUrl: postgres.url,
          accounts: Number(options.accounts),
          laneSeconds: Number(options['lane-seconds']),
          engines: engines.get,
          alternate: createAlternate(load, { rounds, seconds }),
        })
        .catch(passedOver),
    );
  }
  const text = report(findings, { rounds, seconds });
  if (!options.only) await writeFile(join(import.meta.dirname, 'results.md'), text);
  say(`\n${text}`);
} finally {
  await load.stop();
  await engines.stop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);
