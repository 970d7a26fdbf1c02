import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, createMetrics } from '@atlas/shared/process';
import { runScript } from '@atlas/shared/testing';
import { describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../testing/index.ts';
import { startChainer, verifyChain } from './index.ts';

const run = (args: readonly string[], env: Record<string, string>) =>
  runScript(join(import.meta.dirname, 'verify.ts'), args, env, { cwd: import.meta.dirname });

/** Other databases of the same server hold the horizon back for moments. */
const chainAll = async ({ database, vault, clock }: TestApi) => {
  const logger = createLogger({ process: 'test', level: 'silent' });
  const chainer = startChainer({
    database,
    vault,
    clock,
    logger,
    metrics: createMetrics({ runtime: false }),
  });
  await expect
    .poll(async () => {
      await chainer.run();
      return (await verifyChain({ database, vault, clock })).unchained;
    })
    .toBe(0);
  await chainer.stop();
};

const masterKey = Buffer.alloc(32, 7).toString('base64');

describe('npm run audit:verify', () => {
  it('finds whole what an api that stopped has left, and exits 1 naming the row when it was altered', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'atlas-audit-'));
    try {
      const headsFile = join(folder, 'heads.jsonl');
      await using api = await startApi({ auditHeadsFile: headsFile });
      const env = {
        DATABASE_URL: api.database.url,
        ATLAS_MASTER_KEY: masterKey,
        AUDIT_HEADS_FILE: headsFile,
      };
      await api.signIn(42);
      await chainAll(api);
      await api.stop();

      const whole = await run([], env);
      expect(whole).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^Whole: \d+ entries, \d+ signed heads/),
      });
      const told = await run(['--json', '--heads', headsFile], env);
      expect(JSON.parse(told.stdout)).toMatchObject({ isWhole: true, headsOutside: 1, unchained: 0 });

      const { database } = api;
      await database.query({ text: 'alter table event_log disable trigger append_only' });
      await database.query({ text: `update event_log set type = 'session.revoked.v1' where sequence = 2` });
      const broken = await run([], env);
      expect(broken).toMatchObject({
        code: 1,
        stdout: expect.stringMatching(
          /^Broken: entry \d+ \(event .*session\.revoked\.v1.* was changed after/,
        ),
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each([
    ['--help', ['--help'], {}, 0, '--heads FILE'],
    ['an unknown option', ['--haeds', 'x'], {}, 2, '--haeds'],
    ['no database', [], {}, 2, 'No Atlas runs here.'],
    ['no master key', [], { DATABASE_URL: 'postgres://127.0.0.1:1/x' }, 2, 'ATLAS_MASTER_KEY'],
    [
      'a database that is away',
      [],
      { DATABASE_URL: 'postgres://127.0.0.1:1/x', ATLAS_MASTER_KEY: masterKey },
      2,
      'PostgreSQL does not answer.',
    ],
    ['a file that is not there', ['--heads', '/nowhere/heads'], {}, 2, "/nowhere/heads can't be read"],
  ])('says what to do with %s', async (_what, args, env, exitCode, words) => {
    const { code, stdout, stderr } = await run(args, env);
    expect(code).toBe(exitCode);
    expect(stdout + stderr).toContain(words);
    expect(stdout + stderr).not.toMatch(/\n\s+at /);
  });

  it('says which file of heads is damaged, and how', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'atlas-audit-'));
    try {
      await writeFile(join(folder, 'heads'), '{"seq":0}\n');
      expect(await run(['--heads', join(folder, 'heads')], {})).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("can't be read as a file of heads"),
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
