import { createLogger } from '@atlas/shared/process';
import { describe, expect, it } from 'vitest';
import { createEventLog } from '../event-log/index.ts';
import { startReminders } from './reminders.ts';
import { startLinking } from './testing/start-linking.ts';

const within = { timeout: 5000, interval: 20 };

describe('a shop that is away', () => {
  it.each(['error', 'drop', '429', 'timeout'] as const)(
    'is told so when it answers with "%s"',
    async (kind) => {
      await using linking = await startLinking();
      const person = await linking.newPerson(1);
      await linking.fault({ kind });
      for (const call of [linking.preview, linking.link]) {
        const answer = await call(person);
        expect(answer).toMatchObject({
          status: 503,
          body: {
            code: 'shop_unavailable',
            dependency: 'legacy-shop',
            retryAfterSeconds: expect.any(Number),
          },
        });
        expect(answer.headers.get('Retry-After')).toBe(String(answer.body.retryAfterSeconds));
      }
    },
  );

  it('is looked for, and whoever tried hears once that it is back', async () => {
    await using linking = await startLinking({ probeEveryMs: 20 });
    const [person, other] = [await linking.newPerson(1), await linking.newPerson(2)];
    await linking.fault({ kind: 'error' });
    const triedAt = linking.api.clock().getTime();
    for (let round = 0; round < 3; round += 1) await linking.preview(person);
    await linking.link(other);
    expect(await linking.eventsOf(person, 'shop_link.reminder.v1')).toEqual([]);

    await linking.mend();
    const reminders = async () =>
      (await linking.api.events()).filter(({ type }) => type === 'shop_link.reminder.v1');
    await expect.poll(reminders, within).toHaveLength(2);
    const [reminder] = await linking.eventsOf(person, 'shop_link.reminder.v1');
    expect(Math.abs(Date.parse(String(reminder?.data.triedAt)) - triedAt)).toBeLessThan(5000);
    expect(await linking.api.database.query({ text: 'select 1 from shop_link_reminders' })).toEqual([]);
  });

  it('is announced once, however many processes look for it', async () => {
    await using linking = await startLinking({ probeEveryMs: 20 });
    const { database, clock, vault } = linking.api;
    const person = await linking.newPerson(1);
    await linking.fault({ kind: 'error' });
    await linking.preview(person);
    const others = Array.from({ length: 15 }, () =>
      startReminders({
        shop: linking.shop,
        database,
        clock,
        eventLog: createEventLog({ vault, clock, source: '/atlas/api', onCommitted: () => {} }),
        logger: createLogger({ process: 'test', level: 'silent' }),
        everyMs: 20,
      }),
    );
    await linking.mend();
    await expect.poll(() => linking.eventsOf(person, 'shop_link.reminder.v1'), within).toHaveLength(1);
    await linking.link(person);
    for (const { stop } of others) stop();
    expect(await linking.eventsOf(person, 'shop_link.reminder.v1')).toHaveLength(1);
  });

  it('is not announced to who linked meanwhile, nor after a week', async () => {
    await using linking = await startLinking();
    const [person, other] = [await linking.newPerson(1), await linking.newPerson(2)];
    await linking.fault({ kind: 'error', count: 2 });
    await linking.preview(person);
    await linking.preview(other);
    expect((await linking.link(person)).status).toBe(201);
    const waiting = () =>
      linking.api.database.query<{ accountId: string }>({
        text: 'select account_id as "accountId" from shop_link_reminders',
      });
    expect(await waiting()).toEqual([{ accountId: other.account.id }]);
  });

  it('is not asked for the old password in vain: proving it again leaves no reminder', async () => {
    await using linking = await startLinking();
    const person = await linking.newPerson(1);
    await linking.link(person);
    await linking.fault({ kind: 'error', count: 1 });
    expect((await linking.verify(person)).body.code).toBe('shop_unavailable');
    expect(await linking.api.database.query({ text: 'select 1 from shop_link_reminders' })).toEqual([]);
  });

  it('leaves nothing half done when it goes away between password and record', async () => {
    await using linking = await startLinking();
    const person = await linking.newPerson(1);
    await linking.sandbox.control('PATCH', `/legacy-shop/customers/${linking.anna.id}`, { slow: true });
    expect((await linking.link(person)).body.code).toBe('shop_unavailable');
    expect((await linking.get(person)).body.code).toBe('shop_link_not_found');
    expect(await linking.api.database.query({ text: 'select 1 from shop_link_tries' })).toEqual([]);
  });
});
