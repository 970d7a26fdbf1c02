import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { writeFaults } from './generate.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '30' },
    'outage-seconds': { type: 'string', default: '120' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(`npm run bad-days -- [--kills 30] [--outage-seconds 120]

Plays every bad day at full length and writes docs/faults.md. npm run test:services plays them shorter.
`);
  process.exit(0);
}
const root = join(import.meta.dirname, '../..');
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const tests = spawn(process.execPath, [vitest, 'run', '--project', 'services', 'e2e/bad-days'], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    CI: 'true',
    BAD_DAYS_KILLS: values.kills,
    BAD_DAYS_OUTAGE_SECONDS: values['outage-seconds'],
  },
});
const code = await new Promise<number | null>((resolve) => tests.once('exit', resolve));
if (code === 0) await writeFaults();
process.exit(code ?? 1);
