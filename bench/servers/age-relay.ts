import { once } from 'node:events';
import process from 'node:process';
import { createRelay } from '@atlas/relay';
import { systemClock } from '@atlas/shared/ports';
import { createDatabase } from '@atlas/shared/postgres';
import { createLogger, createMetrics } from '@atlas/shared/process';
import { createVault } from '@atlas/shared/sealing';

/** `age-relay <url> <kafka brokers> <prefix>`: the relay, as a process of its own; says when it publishes, until told to end. */
const [, , url = '', kafkaBrokers = '', prefix = ''] = process.argv;
const database = createDatabase({ url, applicationName: 'bench-age-relay' });
const relay = createRelay({
  connection: { brokers: kafkaBrokers.split(','), prefix },
  database,
  databaseUrl: url,
  vault: createVault([Buffer.alloc(32, 1)]),
  clock: systemClock,
  logger: createLogger({ process: 'bench', level: 'error' }),
  metrics: createMetrics(),
});
await relay.start();
process.send?.('publishing');
await once(process, 'message');
await relay.stop();
await database.close();
process.disconnect?.();
