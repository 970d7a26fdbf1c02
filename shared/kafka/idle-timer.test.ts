import { createRequire } from 'node:module';
import { describe, expect, it, vi } from 'vitest';
import { patchIdleTimer, type RequestQueue } from './idle-timer.ts';

type InFlight = { sentAt: number; requestTimeout: number; timeoutRequest(): void };
interface Queue extends RequestQueue {
  pending: unknown[];
  inflight: Map<number, InFlight>;
  checkPendingRequests(): void;
  maybeThrottle(ms: number): void;
  destroy(): void;
}
type QueueClass = new (options: object) => Queue;
const kafkajs = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as QueueClass;

const logger = { debug: () => {} };
const options = {
  ...{ logger, maxInFlightRequests: 1, requestTimeout: 1000, clientId: 'test', broker: 'test' },
  ...{ enforceRequestTimeout: true, isConnected: () => true },
};

/** A class of its own, so that what is patched here is patched nowhere else. */
const createQueue = (version: string) => {
  const schedule = kafkajs.prototype.scheduleCheckPendingRequests;
  const Copy = class extends kafkajs {
    override scheduleCheckPendingRequests(): void {
      schedule.call(this);
    }
  };
  const isPatched = patchIdleTimer(version, Copy);
  return { isPatched, queue: new Copy(options) };
};

/** How often a timer was armed while nothing was asked of the queue. */
const armedBy = async (act: (queue: Queue) => void, version = '2.2.4'): Promise<number> => {
  const armed = vi.spyOn(globalThis, 'setTimeout');
  const { queue } = createQueue(version);
  act(queue);
  for (let turn = 0; turn < 20; turn += 1)
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  queue.destroy();
  const times = armed.mock.calls.length;
  armed.mockRestore();
  return times;
};

describe('the idle timer of kafkajs', () => {
  it('is armed by no answer after which nothing waits', async () => {
    expect(await armedBy((queue) => queue.checkPendingRequests())).toBe(0);
  });

  it('is armed while a request waits, and while the broker asked for a pause', async () => {
    expect(
      await armedBy((queue) => {
        queue.pending.push({ send: () => {}, expectResponse: true });
        queue.scheduleCheckPendingRequests();
      }),
    ).toBe(1);
    expect(
      await armedBy((queue) => {
        queue.maybeThrottle(60_000);
        queue.checkPendingRequests();
      }),
    ).toBe(1);
  });

  it('finds a request that took too long, once a second', async () => {
    const { queue } = createQueue('2.2.4');
    const intervals = vi.spyOn(globalThis, 'setInterval');
    queue.scheduleRequestTimeoutCheck();
    const [[look, everyMs]] = intervals.mock.calls as unknown as [[() => void, number]];
    intervals.mockRestore();
    const late = { sentAt: Date.now() - 1001, requestTimeout: 1000, timeoutRequest: vi.fn() };
    const inTime = { ...late, sentAt: Date.now(), timeoutRequest: vi.fn() };
    queue.inflight.set(1, late).set(2, inTime);
    look();
    queue.destroy();
    expect(everyMs).toBe(1000);
    expect([late.timeoutRequest.mock.calls.length, inTime.timeoutRequest.mock.calls.length]).toEqual([1, 0]);
  });

  it('is left alone in a version that the patch was not made for, where it is armed for ever', async () => {
    expect(createQueue('2.2.5').isPatched).toBe(false);
    expect(await armedBy((queue) => queue.checkPendingRequests(), '2.2.5')).toBeGreaterThan(0);
  });

  it('is mended once, in the version that is installed', () => {
    expect(patchIdleTimer()).toBe(true);
    const { scheduleCheckPendingRequests } = kafkajs.prototype;
    expect(patchIdleTimer()).toBe(true);
    expect(kafkajs.prototype.scheduleCheckPendingRequests).toBe(scheduleCheckPendingRequests);
  });
});
