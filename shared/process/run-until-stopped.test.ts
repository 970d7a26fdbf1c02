import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';

/** A process of its own that takes `drainMs` to stop, and says `up` once its signals are handled. */
const start = async (drainMs: number) => {
  const program = `
    import { runUntilStopped } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};
    await runUntilStopped(async () => {
      const work = setInterval(() => {}, 1000);
      console.log('up');
      return { stop: async () => { clearInterval(work); await new Promise((done) => setTimeout(done, ${drainMs})); console.log('drained'); } };
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program]);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.resume();
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  await expect.poll(() => output, { timeout: 10_000 }).toContain('up');
  return { child, exited, output: () => output };
};

describe('runUntilStopped', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('drains and exits 0 on %s', async (signal) => {
    const { child, exited, output } = await start(50);
    child.kill(signal);

    expect(await exited).toEqual([0, null]);
    expect(output()).toContain('drained');
  });

  it('takes the two signals of one Ctrl-C for one', async () => {
    const { child, exited, output } = await start(300);
    child.kill('SIGINT');
    await delay(50);
    child.kill('SIGINT');

    expect(await exited).toEqual([0, null]);
    expect(output()).toContain('drained');
  });

  it('ends at once when asked again a second later', async () => {
    const { child, exited, output } = await start(60_000);
    child.kill('SIGINT');
    await delay(1100);
    child.kill('SIGINT');

    expect(await exited).toEqual([1, null]);
    expect(output()).not.toContain('drained');
  });
});
