import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { environmentOf } from '@atlas/shared/testing';
import { describe, expect, it } from 'vitest';

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** `npm run sandbox` as a process of its own; resolves with the environment lines it printed. */
const startProcess = async (port: number, storage: string) => {
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, '../main.ts')], {
    env: environmentOf({ PORT: String(port), SANDBOX_STORAGE: storage }),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let printed = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    printed += chunk;
  });
  await expect.poll(() => printed, { timeout: 15_000 }).toContain('TELEGRAM_BOT_USERNAME');
  const environment = Object.fromEntries(
    printed
      .trim()
      .split('\n')
      .map((line) => line.split(/=(.*)/s).slice(0, 2)),
  );
  return {
    apiRoot: `http://127.0.0.1:${port}/sandbox/telegram/bot${environment.TELEGRAM_BOT_TOKEN}`,
    control: `http://127.0.0.1:${port}/sandbox/control`,
    environment,
    end: (signal: NodeJS.Signals) =>
      new Promise<number | null>((resolve) => {
        child.once('exit', (code) => resolve(code));
        child.kill(signal);
      }),
  };
};

const postJson = async (url: string, body: object) =>
  (
    await fetch(url, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    })
  ).json();

describe('the sandbox as a process', () => {
  it('finds bot, chats, files and waiting updates again after a kill -9, and stops cleanly when asked', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'atlas-sandbox-'));
    const storage = join(folder, 'sandbox.sqlite');
    try {
      const first = await startProcess(await freePort(), storage);
      await postJson(`${first.control}/telegram/users/100000001/messages`, { text: '/start' });
      await postJson(`${first.apiRoot}/sendMessage`, { chat_id: 100_000_001, text: 'still here' });
      await first.end('SIGKILL');

      const second = await startProcess(await freePort(), storage);
      expect(second.environment.TELEGRAM_BOT_TOKEN).toBe(first.environment.TELEGRAM_BOT_TOKEN);
      const chat = await (await fetch(`${second.control}/telegram/users/100000001/messages`)).json();
      expect(chat).toMatchObject([
        { from: 'user', text: '/start' },
        { from: 'bot', text: 'still here' },
      ]);
      const updates = await (await fetch(`${second.apiRoot}/getUpdates`)).json();
      expect(updates).toMatchObject({ result: [{ message: { text: '/start' } }] });
      expect(await second.end('SIGTERM')).toBe(0);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
