import process from 'node:process';
import { systemClock } from '@atlas/shared/ports';
import { createDatabase } from '@atlas/shared/postgres';
import { loadConfig } from '@atlas/shared/process';
import { createVault } from '@atlas/shared/sealing';
import { ApiVariables } from '../config.ts';
import { rotateKeys } from './rotate-keys.ts';

const Environment = ApiVariables.pick({ DATABASE_URL: true, ATLAS_MASTER_KEY: true });
const env = loadConfig(Environment, process.env);
const database = createDatabase({ url: env.DATABASE_URL, applicationName: 'atlas-keys', maxConnections: 1 });
await rotateKeys({
  database,
  vault: createVault([Buffer.from(env.ATLAS_MASTER_KEY, 'base64')]),
  clock: systemClock,
  actor: 'operator',
});
await database.close();
process.stdout.write(
  'Rotated. Processes sign with the new key within 30 s; older tokens stay valid to their end.\n',
);
