import { execFile } from 'node:child_process';
import { randomUUIDv7 } from 'node:crypto';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProjections } from '../projections/index.ts';
import { compareLog } from '../rebuild/index.ts';
import { messengersOf, pathOf, secondFactorsOf, startApi, type TestApi } from '../testing/index.ts';

describe('npm run -s identities', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api[Symbol.asyncDispose]());

  const run = async (...args: string[]) => {
    const env = {
      PATH: '',
      DATABASE_URL: api.database.url,
      ATLAS_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    };
    const { code, stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [join(import.meta.dirname, 'identities-command.ts'), ...args],
      { env },
    ).then(
      (done) => ({ code: 0, ...done }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
    return { code, answer: stdout.startsWith('{') ? JSON.parse(stdout) : stdout, stderr };
  };
  const audited = () =>
    api.database.query<{ action: string; data: object }>({
      text: `select action, data from audit_records where actor = 'operator' order by occurred_at`,
    });
  const differences = async () =>
    (await compareLog({ ...api, projections: createProjections(api.vault) })).differences;

  it('shows who is shut out, and lets somebody in again who had nothing to prove it by', async () => {
    const people = messengersOf(api);
    const subject = 'US.5500';
    const { account } = await people.signInByWhatsapp({ subject });
    await api.post(
      `${pathOf({ subject })}/suspension`,
      { reason: 'customer_identity_changed' },
      { accessToken: await api.serviceToken() },
    );
    const { answer } = await run('suspended');
    expect(answer.items).toMatchObject([
      { accountId: account.id, messenger: 'whatsapp', wayOut: 'none', hasSuccessor: false },
    ]);
    expect(JSON.stringify(answer)).not.toContain(subject);
    const [{ identityId }] = answer.items;
    expect(await run('reinstate', identityId)).toMatchObject({ code: 2, stderr: '--reason: say why\n' });
    expect(await run('reinstate', identityId, '--reason', 'called back')).toMatchObject({ code: 0 });
    expect(await run('reinstate', identityId, '--reason', 'again')).toMatchObject({
      code: 2,
      stderr: 'No such identity is suspended.\n',
    });
    const again = await people.signInByWhatsapp({ subject });
    expect((await api.get('/v1/account', again)).status).toBe(200);
    expect(await audited()).toMatchObject([
      { action: 'identity.reinstated', data: { accountId: account.id, reason: 'called back' } },
    ]);
    expect(await differences()).toEqual([]);
  });

  it('shows merges by account, and takes one apart', async () => {
    const people = messengersOf(api);
    const first = await api.signIn(1);
    const second = await people.signInByWhatsapp({ subject: 'US.5501' });
    const { accessToken } = await secondFactorsOf(api).enrol({ kind: 'totp' }, second);
    const { connectionId, token } = await people.start(first);
    const { number } = people.claimed(await api.post('/v1/account-merges', { token }, { accessToken }));
    await people.confirm(connectionId, number, first);

    const { answer } = await run('merges', '--account', second.account.id);
    expect(answer.items).toMatchObject([
      { oldId: second.account.id, newId: first.account.id, canUndo: true, identities: 1, factors: 1 },
    ]);
    const [{ id }] = answer.items;
    expect(await run('undo', id, '--reason', 'was talked into it')).toMatchObject({ code: 0 });
    expect(await run('undo', id, '--reason', 'again')).toMatchObject({ code: 2 });
    expect(await run('undo', randomUUIDv7(), '--reason', 'x')).toMatchObject({ code: 2 });
    expect((await people.signInByWhatsapp({ subject: 'US.5501' })).account.id).toBe(second.account.id);
    expect((await audited()).at(-1)).toMatchObject({ action: 'merge.undone' });
    expect(await differences()).toEqual([]);
  });

  it('says what it does not understand', async () => {
    for (const args of [[], ['suspended', '--limit', '0'], ['merges'], ['undo', 'x', '--reason', 'y']])
      expect(await run(...args)).toMatchObject({ code: 2, answer: '' });
    expect((await run('--help')).answer).toContain('npm run -s identities');
  });
});
