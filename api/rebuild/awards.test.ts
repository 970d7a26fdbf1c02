import { createEventLog } from '@atlas/shared/event-log';
import { newTraceparent } from '@atlas/shared/trace';
import { describe, expect, it } from 'vitest';
import { verifyChain } from '../audit/index.ts';
import { lockAccount } from '../event-log/index.ts';
import { createProjections } from '../projections/index.ts';
import { startApi } from '../testing/index.ts';
import { compareLog } from './index.ts';

describe('what other processes append', () => {
  it('leaves the log and the tables in agreement, and is in the audit chain', async () => {
    await using api = await startApi();
    const { database, vault, clock } = api;
    const { accessToken, account } = await api.signIn(1);
    const eventLog = createEventLog({ vault, clock, source: '/atlas/gamification', onCommitted: () => {} });
    await database.transaction(async (tx) => {
      await lockAccount(tx, account.id);
      const data = { achievement: 'registered', grantedAt: clock().toISOString() };
      const granted = { type: 'achievement.granted.v1', data } as const;
      await eventLog.append(tx, account.id, [granted], { traceparent: newTraceparent() });
    });
    await api.patch('/v1/account', { displayName: 'Zoë' }, { accessToken });
    await api.signIn(1);

    const { differences } = await compareLog({
      database,
      vault,
      clock,
      projections: createProjections(vault),
    });
    expect(differences).toEqual([]);
    const events = await api.events();
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    const kind = () => verifyChain(api).then(({ fault }) => fault?.kind ?? null);
    await expect.poll(kind, { timeout: 10_000 }).toBeNull();
  });
});
