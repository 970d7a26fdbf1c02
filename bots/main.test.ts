import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { createTestDatabase, environmentOf } from '@atlas/shared/testing';
import { describe, expect, inject, it } from 'vitest';

const run = (environment: Record<string, string>) => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: environmentOf(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    output.out += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output.err += chunk;
  });
  return { child, output, exit: once(child, 'exit') };
};

describe('the bots’ own process', () => {
  it('names every fault of its environment at once, no secret among them, and exits 78', async () => {
    const { output, exit } = run({
      TELEGRAM_BOT_TOKEN: 'not-a-token',
      TELEGRAM_WEBHOOK_SECRET: 'short secret',
      PORT: '99999',
    });
    expect((await exit)[0]).toBe(78);
    for (const key of [
      'DATABASE_URL',
      'BOTS_CLIENT_SECRET',
      'TELEGRAM_BOT_TOKEN',
      'TELEGRAM_WEBHOOK_SECRET',
      'PORT',
    ]) {
      expect(output.err).toContain(key);
    }
    expect(output.err).not.toMatch(/not-a-token|short secret/);
  });

  it('answers health, is not ready without Telegram, and drains on SIGTERM', async () => {
    await using database = await createTestDatabase(inject('postgres'));
    const { child, output, exit } = run({
      DATABASE_URL: database.url,
      BOTS_CLIENT_SECRET: 'x'.repeat(32),
      TELEGRAM_BOT_TOKEN: `7000000001:${'A'.repeat(35)}`,
      TELEGRAM_WEBHOOK_SECRET: 'a-webhook-secret-of-32-characters',
      TELEGRAM_API_ROOT: 'http://127.0.0.1:1',
      PORT: '0',
    });
    try {
      await expect.poll(() => output.out, { timeout: 15_000 }).toMatch(/"msg":"ready"/);
      const port = /"port":(\d+)/.exec(output.out)?.[1];
      const get = async (path: string) => {
        const answer = await fetch(`http://127.0.0.1:${port}${path}`);
        return { status: answer.status, text: await answer.text() };
      };
      expect(await get('/healthz')).toMatchObject({ status: 200 });
      expect(await get('/readyz')).toEqual({
        status: 503,
        text: JSON.stringify({ ready: false, dependencies: { postgres: 'ok', telegram: 'unavailable' } }),
      });
      expect((await get('/metrics')).text).toContain('atlas_bots_updates_waiting{messenger="telegram"} 0');
    } finally {
      child.kill('SIGTERM');
    }
    expect((await exit)[0]).toBe(0);
  });
});
