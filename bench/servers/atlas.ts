import process from 'node:process';
import { systemClock } from '@atlas/shared/ports';
import { createDatabase } from '@atlas/shared/postgres';
import { createLogger } from '@atlas/shared/process';
import { createVault } from '@atlas/shared/sealing';
import { startBenchApi } from '../api.ts';

/** `atlas <url>`: the API alone, on the database named. */
const url = process.argv[2] as string;
const { port, serve } = await startBenchApi({
  database: createDatabase({ url, applicationName: 'bench-atlas' }),
  vault: createVault([Buffer.alloc(32, 1)]),
  clock: systemClock,
  logger: createLogger({ process: 'bench', level: 'info' }),
});
serve();
process.send?.({ port });
