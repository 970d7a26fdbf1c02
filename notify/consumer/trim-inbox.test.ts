import { createTestDatabase } from '@atlas/shared/testing';
import { describe, expect, inject, it } from 'vitest';
import { claimEvents, trimInbox } from './queries.ts';

const old = '01890a5d-0000-7000-8000-000000000001';
const recent = '01990a5d-0000-7000-8000-000000000001';

describe('inbox', () => {
  it('gives each event to one caller', async () => {
    await using database = await createTestDatabase(inject('postgres'));
    const claims = await Promise.all([1, 2, 3].map(() => claimEvents(database, [old, recent])));
    expect(claims.map(({ size }) => size).sort()).toEqual([0, 0, 2]);
  });

  it('forgets what is older than the id given, and nothing else', async () => {
    await using database = await createTestDatabase(inject('postgres'));
    await claimEvents(database, [old, recent]);
    expect(await trimInbox(database, '01900000-0000-7000-8000-000000000000')).toBe(1);
    expect([...(await claimEvents(database, [old, recent]))]).toEqual([old]);
  });
});
