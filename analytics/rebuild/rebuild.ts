import process from 'node:process';
import { openDatabase, readOptions, runCommand } from '@atlas/shared/command-line';
import { rebuildPeople } from './rebuild-people.ts';

const help = `npm run -s analytics:rebuild -- [--json]

Makes all figures of analytics anew from the event log, beside those that are there, then puts them in their place. The
figures can be read meanwhile, and analytics may go on running. Exit code 0: done; 2: could not.

  --json   what was done as JSON: {"events": 4711, "people": 42, "seconds": 0.3}

Uses DATABASE_URL, or the Atlas that runs here (npm start).
`;

const environment = process.env;

await runCommand(help, async () => {
  const { json } = readOptions({ json: { type: 'boolean', default: false } });
  const database = await openDatabase(environment, { applicationName: 'atlas-analytics-rebuild' });
  try {
    const startedAt = performance.now();
    const { events, people } = await rebuildPeople(database);
    const seconds = Number(((performance.now() - startedAt) / 1000).toFixed(3));
    const words = `Rebuilt: ${people} people from ${events} events in ${seconds} s.`;
    process.stdout.write(`${json ? JSON.stringify({ events, people, seconds }) : words}\n`);
    return 0;
  } finally {
    await database.close();
  }
});
