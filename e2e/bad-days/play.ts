import { createDatabase } from '@atlas/shared/postgres';
import { expect } from 'vitest';
import type { Orders } from './orders.ts';
import { createInboxes, type Reckoning, reckon } from './reckoning.ts';
import type { Stage } from './stage.ts';
import { type Acknowledged, startTraffic, type Traffic } from './traffic.ts';

export type Played = {
  people: readonly Acknowledged[];
  reckoning: Reckoning;
  /** From the end of the fault until everything acknowledged had arrived. */
  recoverySeconds: number;
};

const within = { timeout: 60_000, interval: 100 };

/** The first are through, so that the fault meets a working Atlas. */
const warm = (traffic: Traffic) =>
  expect.poll(() => traffic.people().filter(({ orderedAt }) => orderedAt).length, within).toBeGreaterThan(2);

/**
 * Lets people come, lets `fault` happen among them, and waits until whatever was acknowledged has arrived.
 * Fails where something is lost.
 */
export const play = async (
  { stage, orders }: { stage: Stage; orders: Orders },
  fault: (traffic: Traffic) => Promise<void>,
  { perSecond = 3, settleWithinSeconds = 120 } = {},
): Promise<Played> => {
  const apiUrls = stage.members.api.map(({ url }) => url);
  const traffic = startTraffic({
    desk: stage.desk,
    apiUrls,
    orders,
    perSecond,
    nextVisitor: stage.nextVisitor,
  });
  await warm(traffic);
  await fault(traffic);
  const endedAtMs = performance.now();
  const people = await traffic.finish();
  const database = createDatabase({
    url: stage.postgres.url,
    applicationName: 'reckoning',
    maxConnections: 2,
  });
  try {
    const look = () => reckon(people, { inboxes: createInboxes(stage.sandboxUrl), database });
    await expect
      .poll(async () => (await look()).lost, { timeout: settleWithinSeconds * 1000, interval: 300 })
      .toEqual([]);
    const recoverySeconds = (performance.now() - endedAtMs) / 1000;
    return { people, reckoning: await look(), recoverySeconds };
  } finally {
    await database.close();
  }
};
