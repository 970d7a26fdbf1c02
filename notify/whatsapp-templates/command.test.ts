import { execFile } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type TestSandbox } from '../../sandbox/testing/start-sandbox.ts';

const run = promisify(execFile);

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox[Symbol.asyncDispose]());

const variables = () => {
  const { apiRoot, accessToken, phoneNumberId, businessId, businessAccountId, appSecret } =
    sandbox.sandbox.whatsapp;
  return {
    WHATSAPP_API_ROOT: apiRoot,
    WHATSAPP_ACCESS_TOKEN: accessToken,
    WHATSAPP_PHONE_NUMBER_ID: phoneNumberId,
    WHATSAPP_BUSINESS_ID: businessId,
    WHATSAPP_BUSINESS_ACCOUNT_ID: businessAccountId,
    WHATSAPP_APP_SECRET: appSecret,
    WHATSAPP_VERIFY_TOKEN: 'a-verify-token_0123456789',
  };
};
/** As an operator runs it. */
const command = (words: string[], changes: Record<string, string> = {}) => {
  const env = { ...variables(), ...changes };
  return run(process.execPath, [join(import.meta.dirname, 'command.ts'), ...words], { env }).then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      code,
      stdout,
      stderr,
    }),
  );
};
const standings = ({ stdout }: { stdout: string }) =>
  (JSON.parse(stdout) as { name: string; language: string; state: string; isCurrent: boolean }[]).map(
    ({ name, language, state, isCurrent }) => `${name} ${language} ${state} ${isCurrent}`,
  );
const review = (name: string, body: object) =>
  sandbox.control('POST', `/whatsapp/templates/${name}/review`, body);

describe('npm run whatsapp:templates', () => {
  it('says what is missing, makes it, and finds nothing to do after that', async () => {
    const missing = await command(['list']);
    expect(missing.code).toBe(1);
    expect(standings(missing)).toEqual([
      'atlas_notice en MISSING false',
      'atlas_code en MISSING false',
      'atlas_code ru MISSING false',
      'atlas_code zh_CN MISSING false',
    ]);
    const made = await command(['create']);
    expect(made.code).toBe(0);
    expect(standings(made)).toEqual([
      'atlas_notice en APPROVED true',
      'atlas_code en APPROVED true',
      'atlas_code ru APPROVED true',
      'atlas_code zh_CN APPROVED true',
    ]);
    expect(await command(['list'])).toMatchObject({ code: 0, stdout: made.stdout });
  });

  it('tells what WhatsApp thinks of them, and changes those that say something else', async () => {
    await review('atlas_notice', { status: 'REJECTED', reason: 'INVALID_FORMAT' });
    const { businessAccountId } = sandbox.sandbox.whatsapp;
    const found = await sandbox.graph('GET', `/${businessAccountId}/message_templates?name=atlas_code`);
    const [code] = found.body.data as { id: string }[];
    await sandbox.graph('POST', `/${code?.id}`, {
      components: [
        { type: 'BODY', add_security_recommendation: false },
        { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE' }] },
      ],
    });
    const stale = await command(['list']);
    expect(stale.code).toBe(1);
    expect(JSON.parse(stale.stdout)[0]).toMatchObject({ state: 'REJECTED', reason: 'INVALID_FORMAT' });
    expect(standings(stale)[1]).toBe('atlas_code en APPROVED false');
    await command(['create']);
    expect(standings(await command(['list']))).toEqual([
      'atlas_notice en REJECTED true',
      'atlas_code en APPROVED true',
      'atlas_code ru APPROVED true',
      'atlas_code zh_CN APPROVED true',
    ]);
  });

  it('explains itself, and fails in one line', async () => {
    const [help, word, wrong, absent] = await Promise.all([
      command(['--help']),
      command(['paint']),
      command(['list'], { WHATSAPP_ACCESS_TOKEN: 'EAA-of-somebody-else' }),
      command(['list'], { WHATSAPP_BUSINESS_ACCOUNT_ID: '' }),
    ]);
    expect(help.stdout).toMatch(/^npm run -s whatsapp:templates -- list \| create/);
    for (const failed of [word, wrong, absent]) {
      expect(failed.code).toBe(2);
      expect(failed.stderr.trim().split('\n').length).toBeLessThan(4);
    }
    expect(wrong.stderr).toMatch(/^WhatsApp refuses: Invalid OAuth access token/);
  });
});
