import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, inject, it } from 'vitest';
import { environmentOf } from '../testing/index.ts';

const program = `
import { z } from 'zod';
import { databaseVariables, processVariables } from ${JSON.stringify(join(import.meta.dirname, '../process/index.ts'))};
import { runProcess } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};

await runProcess({
  name: 'example',
  environment: z.object({ ...processVariables(0), ...databaseVariables, SECRET: z.string().min(8) }),
  variables: process.env,
  compose: ({ logger, database }) => ({
    handler: (req, res) => void setTimeout(() => res.end('done ' + req.url), 300),
    healthChecks: [
      { name: 'postgres', check: () => database.ping() },
      { name: 'cache', check: () => Promise.reject(new Error('away')), isOptional: true },
    ],
    start: async () => logger.info({}, 'working'),
    stop: async () => {
      await database.ping();
      logger.info({}, 'drained');
    },
  }),
});`;

/** A process of its own with these variables and no others. */
const start = (variables: Record<string, string>) => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env: environmentOf(variables),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const exited = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  return { child, exited, output: () => output };
};

describe('runProcess', () => {
  it('exits 78 and names every fault of the environment at once', async () => {
    const { exited, output } = start({ PORT: 'x', DATABASE_URL: 'mysql://db', SECRET: 'kept-in' });
    expect(await exited).toEqual([78, null]);
    expect(output()).toMatch(/PORT: .*\n.*DATABASE_URL: .*\n.*SECRET: /);
    expect(output()).not.toContain('kept-in');
  });

  it('names each dependency, does without an optional one, and finishes a request before it ends', async () => {
    const { child, exited, output } = start({ DATABASE_URL: inject('postgres').url, SECRET: 'x'.repeat(8) });
    await expect.poll(output, { timeout: 15_000 }).toContain('"ready"');
    const url = `http://127.0.0.1:${/"port":(\d+)/.exec(output())?.[1]}`;
    const ready = await fetch(`${url}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({
      ready: true,
      dependencies: { postgres: 'ok', cache: 'unavailable' },
    });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('process_cpu_seconds_total');

    const inFlight = fetch(`${url}/work`).then((answer) => answer.text());
    // It is under way once another connection, made later, was answered.
    await fetch(`${url}/healthz`);
    child.kill('SIGTERM');
    expect(await inFlight).toBe('done /work');
    expect(await exited).toEqual([0, null]);
    expect(
      output()
        .match(/working|stopping|drained|stopped/g)
        ?.toSorted(),
    ).toEqual(['working', 'stopping', 'drained', 'stopped'].toSorted());
  });
});
