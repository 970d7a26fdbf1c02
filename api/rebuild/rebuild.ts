import process from 'node:process';
import { openAtlas, readOptions, runCommand } from '@atlas/shared/command-line';
import { systemClock } from '@atlas/shared/ports';
import { createProjections } from '../projections/index.ts';
import { type Comparison, compareLog, type Difference } from './compare-log.ts';

const help = `npm run -s events:rebuild -- [--json]

Projects accounts, identities, sessions, factors, backup codes, recoveries and shop links from the event log alone and
tells every difference from the tables. Changes nothing. Exit code 0: none; 1: some; 2: could not look.

  --json   the comparison as JSON, with all differences

Uses DATABASE_URL and ATLAS_MASTER_KEY, or the Atlas that runs here (npm start), which may go on writing.
`;

const shownDifferences = 50;

const lineOf = ({ table, rowId, accountId, column, fromEvents, inTable }: Difference): string => {
  const where = `${table} ${rowId} (account ${accountId})`;
  if (column === null) return `  ${where}: ${inTable === null ? 'is missing' : 'is in no event'}`;
  return `  ${where}: ${column} is ${JSON.stringify(inTable)}, by the events ${JSON.stringify(fromEvents)}`;
};

const reportOf = ({ accounts, events, rows, differences }: Comparison): string => {
  const seen = `${accounts} accounts, ${events} events, ${rows} rows`;
  if (differences.length === 0) return `No difference: ${seen}.`;
  const more = differences.length - shownDifferences;
  return [
    `${differences.length} differences: ${seen}.`,
    ...differences.slice(0, shownDifferences).map(lineOf),
    ...(more > 0 ? [`  and ${more} more (--json tells all)`] : []),
  ].join('\n');
};

const environment = process.env;

await runCommand(help, async () => {
  const { json } = readOptions({ json: { type: 'boolean', default: false } });
  const { database, vault } = await openAtlas(environment, { applicationName: 'atlas-events-rebuild' });
  try {
    const projections = createProjections(vault);
    const comparison = await compareLog({ database, vault, clock: systemClock, projections });
    process.stdout.write(`${json ? JSON.stringify(comparison) : reportOf(comparison)}\n`);
    return comparison.differences.length === 0 ? 0 : 1;
  } finally {
    await database.close();
  }
});
