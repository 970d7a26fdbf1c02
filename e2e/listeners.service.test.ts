import { randomUUIDv7 } from 'node:crypto';
import type { EventData } from '@atlas/shared/events';
import { createMetrics } from '@atlas/shared/process';
import { describe, expect, it } from 'vitest';
import { createAnalytics } from '../analytics/index.ts';
import { rebuildPeople } from '../analytics/rebuild/index.ts';
import { createGamification } from '../gamification/index.ts';
import { createRelayedHarness, logger, vault } from '../relay/testing/index.ts';
import { systemClock } from '../shared/ports/index.ts';

const within = { timeout: 45_000, interval: 100 };
const registration = {
  messenger: 'telegram',
  appScope: '7000000001',
  chatId: '42',
  identityId: randomUUIDv7(),
  displayName: 'Anna',
  locale: 'en',
} as const;
const session: EventData['session.opened.v1'] = {
  sessionId: randomUUIDv7(),
  messenger: 'telegram',
  amr: ['telegram'],
  acr: 'a',
};
const order = { orderId: randomUUIDv7(), orderNumber: 'A-1', totalMinor: 100, currency: 'EUR' };

describe('analytics and gamification on Kafka, two members each', () => {
  it('count everybody and grant each award once, beside duplicates and a member that dies', async () => {
    await using harness = await createRelayedHarness();
    const { database } = harness;
    const deps = { database, clock: systemClock, logger };
    await using stack = new AsyncDisposableStack();
    const members = await Promise.all(
      [createAnalytics, createAnalytics, createGamification, createGamification].map(async (create) => {
        const bus = await harness.createMember();
        const consumer = create({ ...deps, vault, bus, metrics: createMetrics({ runtime: false }) });
        await consumer.start();
        stack.defer(() => consumer.stop());
        return bus;
      }),
    );

    const accounts = Array.from({ length: 40 }, () => randomUUIDv7());
    for (const [place, subject] of accounts.entries()) {
      const id = randomUUIDv7();
      await harness.appendAll([
        { subject, type: 'user.registered.v1', data: registration },
        ...Array.from({ length: 12 }, () => {
          return { subject, type: 'session.opened.v1', data: session } as const;
        }),
        { subject, id, type: 'order.paid.v1', data: order },
        { subject, id, type: 'order.paid.v1', data: order },
      ]);
      if (place === 20) await members[3]?.kill();
    }

    const granted = async () => {
      const rows = await database.query<{ achievement: string; people: number; grants: number }>({
        text: `select data->>'achievement' as achievement, count(distinct subject) as people, count(*) as grants
               from event_log where type = 'achievement.granted.v1' group by 1 order by 1`,
      });
      return rows.map((row) => ({ ...row }));
    };
    await expect.poll(granted, within).toEqual(
      ['first_order', 'registered', 'regular'].map((achievement) => {
        return { achievement, people: 40, grants: 40 };
      }),
    );
    const counted = () =>
      database
        .query<{ people: number; purchased: number }>({
          text: 'select count(registered_on) as people, count(purchased_on) as purchased from analytics.people',
        })
        .then(([row]) => ({ ...row }));
    await expect.poll(counted, within).toEqual({ people: 40, purchased: 40 });

    const dump = () =>
      database.query({ text: 'select p::text as line from analytics.people p order by p.person' });
    const incremental = await dump();
    await rebuildPeople(database);
    expect(await dump()).toEqual(incremental);
    expect(await granted()).toHaveLength(3);
  });
});
