import { join } from 'node:path';
import process from 'node:process';
import { createDatabase, migrate } from '@atlas/shared/postgres';
import { loadConfig } from '@atlas/shared/process';
import { z } from 'zod';

const { DATABASE_URL } = loadConfig(
  z.object({ DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }) }),
  process.env,
);
const database = createDatabase({ url: DATABASE_URL, applicationName: 'atlas-migrate', maxConnections: 2 });
for (const component of ['api', 'notify', 'bots', 'analytics', 'gamification']) {
  const applied = await migrate(database, {
    component,
    directory: join(import.meta.dirname, '..', component, 'migrations'),
  });
  process.stdout.write(`${component}: ${applied.length === 0 ? 'up to date' : applied.join(', ')}\n`);
}
await database.close();
