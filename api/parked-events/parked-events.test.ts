import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createEmbeddedEventBus } from '@atlas/shared/event-bus';
import { systemClock } from '@atlas/shared/ports';
import { createLogger } from '@atlas/shared/process';
import { createVault } from '@atlas/shared/sealing';
import { createAppendEvents, createTestDatabase, runScript } from '@atlas/shared/testing';
import { describe, expect, inject, it } from 'vitest';

const vault = createVault([Buffer.alloc(32, 7)]);
const logger = createLogger({ process: 'test', level: 'silent' });

/** A log, a group that refuses the account it is told to refuse, and the command as an operator runs it. */
const start = async () => {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await createTestDatabase(inject('postgres')));
  const bus = createEmbeddedEventBus({
    ...{ database, databaseUrl: database.url, vault, logger },
    clock: systemClock,
    pollMs: 20,
  });
  stack.defer(() => bus.close());
  const append = createAppendEvents({ database, vault, clock: systemClock });
  const refused = new Set<string>();
  const handled: string[] = [];
  const subscribe = () =>
    bus.subscribe({
      group: 'notify',
      topics: ['atlas.accounts'],
      handle: async (events) => {
        if (events.some(({ subject }) => refused.has(subject))) throw new TypeError('refused');
        handled.push(...events.map(({ subject }) => subject));
      },
    });
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await runScript(join(import.meta.dirname, 'parked.ts'), args, {
      DATABASE_URL: database.url,
    });
    return { code, answer: stdout.startsWith('{') ? JSON.parse(stdout) : stdout, stderr };
  };
  const rename = (subject: string) =>
    append([{ subject, type: 'account.updated.v1', data: { displayName: 'Ann' } }]);
  return { bus, refused, handled, subscribe, run, rename, [Symbol.asyncDispose]: () => stack.disposeAsync() };
};

describe('npm run -s parked', () => {
  it('lists what a group could not handle, and has it handled again', async () => {
    await using atlas = await start();
    const [ill, well] = [randomUUID(), randomUUID()];
    atlas.refused.add(ill);
    const member = await atlas.subscribe();
    for (const subject of [ill, well, ill]) await atlas.rename(subject);
    await expect.poll(() => atlas.bus.parked('notify'), { timeout: 10_000 }).toHaveLength(2);

    const listed = await atlas.run('list', '--group', 'notify');
    expect(listed).toMatchObject({
      code: 1,
      answer: {
        items: [{ group: 'notify', key: ill, events: 2, reason: 'failed', error: 'TypeError', attempts: 3 }],
      },
    });
    expect(await atlas.run('replay', '--group', 'notify')).toMatchObject({
      code: 1,
      answer: { asked: 2, handled: 0, notTriedYet: 0, stillParked: 2 },
    });

    atlas.refused.clear();
    expect(await atlas.run('replay', '--group', 'notify', '--key', ill)).toMatchObject({
      code: 0,
      answer: { asked: 2, handled: 2, notTriedYet: 0, stillParked: 0 },
    });
    expect(atlas.handled).toEqual([well, ill, ill]);
    expect(await atlas.run('list')).toMatchObject({ code: 0, answer: { items: [] } });
    await member.stop();
  });

  it('keeps the request for when a process of the group runs', async () => {
    await using atlas = await start();
    const ill = randomUUID();
    atlas.refused.add(ill);
    const member = await atlas.subscribe();
    await atlas.rename(ill);
    await expect.poll(() => atlas.bus.parked('notify'), { timeout: 10_000 }).toHaveLength(1);
    await member.stop();
    atlas.refused.clear();
    expect(await atlas.run('replay', '--group', 'notify', '--wait', '0')).toMatchObject({
      code: 1,
      answer: { asked: 1, handled: 0, notTriedYet: 1, stillParked: 1 },
    });
    await atlas.subscribe();
    await expect.poll(() => atlas.handled, { timeout: 10_000 }).toEqual([ill]);
  });

  it.each([
    [['replay'], /--group: whose parked events/],
    [['replay', '--group', 'relay:kafka'], /stays in the log alone/],
    [['list', '--key', 'x'], /--key: is no account id/],
    [['forget'], /Say list or replay/],
    [['list', '--what'], /--what/],
  ])('%j is the caller’s mistake, said in a sentence', async (args, sentence) => {
    await using atlas = await start();
    const { code, stderr } = await atlas.run(...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
