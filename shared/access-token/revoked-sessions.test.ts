import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it, vi } from 'vitest';
import { createEmbeddedEventBus } from '../event-bus/index.ts';
import { createTestClock } from '../ports/index.ts';
import { createLogger } from '../process/index.ts';
import { createVault } from '../sealing/index.ts';
import { createAppendEvents, createTestDatabase } from '../testing/index.ts';
import { followRevokedSessions } from './index.ts';

const start = async () => {
  const database = await createTestDatabase(inject('postgres'));
  const clock = createTestClock();
  const vault = createVault([Buffer.alloc(32, 7)]);
  const logger = createLogger({ process: 'test', level: 'silent' });
  const bus = createEmbeddedEventBus({ database, databaseUrl: database.url, vault, clock, logger });
  const append = createAppendEvents({ database, vault, clock });
  return {
    clock,
    bus,
    follow: (group: string) => followRevokedSessions({ bus, group, clock }),
    revoke: (sessionIds: string[]) =>
      append([
        { subject: randomUUID(), type: 'session.revoked.v1', data: { sessionIds, reason: 'revoked' } },
      ]),
    [Symbol.asyncDispose]: async () => {
      await bus.close();
      await database[Symbol.asyncDispose]();
    },
  };
};

describe('followRevokedSessions', () => {
  it('hears of every session in every process within a second', async () => {
    await using t = await start();
    const processes = [await t.follow('orders-1'), await t.follow('orders-2')];
    const [one, two] = [randomUUID(), randomUUID()];
    const at = performance.now();
    await t.revoke([one, two]);

    for (const process of processes)
      await vi.waitFor(() => expect([process.has(one), process.has(two)]).toEqual([true, true]), {
        timeout: 1000,
        interval: 5,
      });
    expect(performance.now() - at).toBeLessThan(1000);
    expect(processes[0]?.has(randomUUID())).toBe(false);
    for (const process of processes) await process.stop();
  });

  it('hears after a restart what was revoked meanwhile', async () => {
    await using t = await start();
    await (await t.follow('orders')).stop();
    const id = randomUUID();
    await t.revoke([id]);

    const again = await t.follow('orders');

    await vi.waitFor(() => expect(again.has(id)).toBe(true), { timeout: 2000, interval: 5 });
    await again.stop();
  });

  it('forgets a session when the last of its tokens has ended', async () => {
    await using t = await start();
    const sessions = await t.follow('orders');
    const [old, young] = [randomUUID(), randomUUID()];
    await t.revoke([old]);
    await vi.waitFor(() => expect(sessions.has(old)).toBe(true), { interval: 5 });
    t.clock.advanceSeconds(961);
    await t.revoke([young]);

    await vi.waitFor(() => expect(sessions.has(young)).toBe(true), { interval: 5 });
    expect(sessions.has(old)).toBe(false);
    await sessions.stop();
  });

  it('knows that it no longer knows when the bus is not heard', async () => {
    await using t = await start();
    const sessions = await t.follow('orders');
    expect(sessions.isCurrent()).toBe(true);
    t.clock.advanceSeconds(6);

    expect(sessions.isCurrent()).toBe(false);
    await vi.waitFor(() => expect(sessions.isCurrent()).toBe(true), { timeout: 3000, interval: 20 });
    await sessions.stop();
    t.clock.advanceSeconds(6);
    expect(sessions.isCurrent()).toBe(false);
  });
});
