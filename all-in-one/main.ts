import { join } from 'node:path';
import process from 'node:process';
import { runUntilStopped } from '@atlas/shared/process';
import { startAllInOne } from './start.ts';

if (process.argv.includes('--help')) {
  process.stdout.write(`npm start: all of Atlas in one process, with the messenger on your desk.

Everything it keeps lies under .atlas/; delete that folder to begin anew. Useful variables:
  PORT=3000              port to listen on
  ATLAS_SANDBOX=off      the real messengers, with credentials of yours
  DATABASE_URL=…         a PostgreSQL of yours instead of the embedded one

npm start -- --services: the same on Kafka, Redis and PostgreSQL of yours, by KAFKA_BROKERS, REDIS_URL and DATABASE_URL;
npm run services starts all three.

All of them: docs/configuration.md
`);
  process.exit(0);
}

await runUntilStopped(() =>
  startAllInOne({
    environment: process.env,
    stateFolder: join(process.cwd(), '.atlas'),
    onServices: process.argv.includes('--services'),
    say: (line) => process.stdout.write(`${line}\n`),
  }),
);
