import { createTestDatabase } from '@atlas/shared/testing';
import { describe, expect, inject, it } from 'vitest';

describe('database', () => {
  it('commits what a transaction wrote, and nothing of one that failed', async () => {
    await using database = await createTestDatabase(inject('postgres'));
    await database.query({ text: 'create table notes (text text)' });

    await database.transaction((tx) => tx.query({ text: `insert into notes values ('kept')` }));
    const failure = database.transaction(async (tx) => {
      await tx.query({ text: `insert into notes values ('lost')` });
      throw new Error('stop');
    });

    await expect(failure).rejects.toThrow('stop');
    expect(await database.query({ text: 'select text from notes' })).toEqual([{ text: 'kept' }]);
  });

  it('gives bigint as a number', async () => {
    await using database = await createTestDatabase(inject('postgres'));
    expect(await database.query({ text: 'select 42::bigint as n' })).toEqual([{ n: 42 }]);
  });

  it('says unavailable when a statement runs into its time limit', async () => {
    await using database = await createTestDatabase(inject('postgres'));
    await expect(
      database.query({ text: `set statement_timeout = 10; select pg_sleep(5)` }),
    ).rejects.toMatchObject({ code: 'unavailable', details: { dependency: 'postgres' } });
  });
});
