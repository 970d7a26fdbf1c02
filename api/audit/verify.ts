import process from 'node:process';
import { openAtlas, readOptions, runCommand, UsageError } from '@atlas/shared/command-line';
import { systemClock } from '@atlas/shared/ports';
import { readHeadsFile } from './heads-file.ts';
import type { Head } from './queries.ts';
import { type FaultKind, type Verdict, verifyChain } from './verify-chain.ts';

const help = `npm run -s audit:verify -- [--heads FILE] [--json]

Goes along the audit chain and names the first row that is not as it was. Exit code 0: whole; 1: not; 2: could not look.

  --heads FILE   heads kept outside the database (Default: AUDIT_HEADS_FILE); without them, whoever can
                 change the database can cut off its end unseen
  --json         the verdict as JSON

Uses DATABASE_URL and ATLAS_MASTER_KEY, or the Atlas that runs here (npm start).
`;

const words: Readonly<Record<FaultKind, string>> = {
  altered: 'was changed after it was chained',
  removed: 'names a row that is gone',
  inserted: 'is where a row lies that was never chained',
  reordered: 'changed places with another',
  entry_missing: 'is missing from the chain',
  cut: 'and all after it were cut off; a head that was signed for them is still there',
  head_differs: 'is not the one that was signed',
  head_forged: 'has a head that no key of ours signed',
  head_missing: 'has no signed head, nor have a thousand before it',
  late: 'waits to be chained for more than 10 s; does the api run?',
};

const sentenceOf = ({
  isWhole,
  fault,
  entries,
  heads,
  headsOutside,
  lastHeadAt,
  unchained,
}: Verdict): string => {
  if (isWhole || !fault) {
    const signed = lastHeadAt ? `, the last at ${lastHeadAt.toISOString()}` : '';
    return `Whole: ${entries} entries, ${heads} signed heads${signed}, ${headsOutside} kept outside; ${unchained} rows wait.`;
  }
  const { kind, seq, row } = fault;
  const name = row ? ` (${row.source} ${row.id}, ${row.type}, of ${row.subject})` : '';
  return `Broken: entry ${seq}${name} ${words[kind]}. The ${entries} entries before it are whole.`;
};

const environment = process.env;

const readHeads = async (path: string | undefined): Promise<Head[]> => {
  if (!path) return [];
  try {
    return await readHeadsFile(path);
  } catch (error) {
    throw new UsageError(`${path} can't be read as a file of heads: ${(error as Error).message}`);
  }
};

await runCommand(help, async () => {
  const options = readOptions({ heads: { type: 'string' }, json: { type: 'boolean', default: false } });
  // Before the chain is read: what is signed meanwhile would seem cut off.
  const outside = await readHeads(options.heads ?? environment.AUDIT_HEADS_FILE);
  const { database, vault } = await openAtlas(environment, { applicationName: 'atlas-audit-verify' });
  try {
    const verdict = await verifyChain({ database, vault, clock: systemClock }, outside);
    process.stdout.write(`${options.json ? JSON.stringify(verdict) : sentenceOf(verdict)}\n`);
    return verdict.isWhole ? 0 : 1;
  } finally {
    await database.close();
  }
});
