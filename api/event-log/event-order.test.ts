import { randomUUIDv7 } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { lockAccounts } from '@atlas/shared/event-log';
import { type Database, systemClock } from '@atlas/shared/ports';
import { createVault, newAccountKey } from '@atlas/shared/sealing';
import { createTestDatabase } from '@atlas/shared/testing';
import { newTraceparent } from '@atlas/shared/trace';
import { describe, expect, inject, it } from 'vitest';
import { createEventLog, lockAccount, readHistory } from './index.ts';

const vault = createVault([Buffer.alloc(32, 7)]);
const eventLog = createEventLog({ vault, clock: systemClock, source: '/atlas/test', onCommitted: () => {} });
const renamed = (displayName: string) => ({ type: 'account.updated.v1' as const, data: { displayName } });

const insertAccount = async (database: Database): Promise<string> => {
  const accountId = randomUUIDv7();
  await database.query({
    text: 'insert into account_keys (account_id, sealed_key) values ($1, $2)',
    values: [accountId, newAccountKey(vault, accountId).sealedKey],
  });
  return accountId;
};

/** The reader of the bus, reduced to its rule: past the cursor, below the oldest transaction in progress. */
const createReader = (database: Database) => {
  let cursor = ['0', 0] as [string, number];
  const seen = new Map<string, number[]>();
  return {
    seen,
    count: () => [...seen.values()].reduce((sum, { length }) => sum + length, 0),
    read: async () => {
      const rows = await database.query<{ xid: string; position: number; subject: string; sequence: number }>(
        {
          text: `select e.transaction_id::text as xid, e.position, e.subject, e.sequence from event_log e
               where (e.transaction_id, e.position) > ($1::xid8, $2)
                 and e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
               order by e.transaction_id, e.position limit 100`,
          values: cursor,
        },
      );
      for (const { xid, position, subject, sequence } of rows) {
        cursor = [xid, position];
        seen.set(subject, [...(seen.get(subject) ?? []), sequence]);
      }
    },
  };
};

describe('event log', () => {
  it('locks an account without taking a transaction id, so that ids follow the order of the lock', async () => {
    await using database = await createTestDatabase(inject('postgres'));
    const accountId = await insertAccount(database);
    const xid = await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      return tx.query({ text: 'select pg_current_xact_id_if_assigned() as xid' });
    });
    expect(xid).toEqual([{ xid: null }]);
  });

  it('shows 50 writers on 20 accounts as 1..n each to a reader that runs along, slow commits or not', async () => {
    await using database = await createTestDatabase(inject('postgres'), { maxConnections: 51 });
    const accounts = await Promise.all(Array.from({ length: 20 }, () => insertAccount(database)));
    const perWriter = 20;
    const reader = createReader(database);
    let isWriting = true;
    const reading = (async () => {
      while (isWriting) await reader.read();
    })();

    const write = async (writer: number, round: number) =>
      database.transaction(async (tx) => {
        const accountId = accounts[(writer * 7 + round * 13) % accounts.length] as string;
        await lockAccount(tx, accountId);
        const events = Array.from({ length: 1 + (round % 3) }, (_, n) => renamed(`${writer}.${round}.${n}`));
        await eventLog.append(tx, accountId, events, { traceparent: newTraceparent() });
        // Late commits are what the rule is about: some transactions linger after their insert.
        if ((writer + round) % 10 === 0) await delay(20);
      });
    await Promise.all(
      Array.from({ length: 50 }, async (_, writer) => {
        for (let round = 0; round < perWriter; round += 1) await write(writer, round);
      }),
    );
    isWriting = false;
    await reading;

    const [{ total } = { total: 0 }] = await database.query<{ total: number }>({
      text: 'select count(*) as total from event_log',
    });
    await expect.poll(async () => reader.read().then(reader.count)).toBe(total);
    expect(reader.seen.size).toBe(20);
    for (const sequences of reader.seen.values()) {
      expect(sequences).toEqual(Array.from({ length: sequences.length }, (_, index) => index + 1));
    }
  });

  it('appends to many accounts at once, each in its own order, and to none when one of them is erased', async () => {
    await using database = await createTestDatabase(inject('postgres'));
    const ids = await Promise.all([1, 2, 3].map(() => insertAccount(database)));
    const appendTo = (accountIds: readonly string[]) =>
      database.transaction(async (tx) => {
        await lockAccounts(tx, accountIds);
        const [state] = await tx.query<{ xid: string | null }>({
          text: 'select pg_current_xact_id_if_assigned()::text as xid',
        });
        expect(state).toEqual({ xid: null });
        await eventLog.appendAll(
          tx,
          accountIds.map((accountId) => {
            return { accountId, events: [renamed('a'), renamed('b')], traceparent: newTraceparent() };
          }),
        );
      });
    await appendTo(ids);
    await expect(appendTo([...ids, randomUUIDv7()])).rejects.toMatchObject({ code: 'account_not_found' });
    await appendTo(ids.slice(0, 2));
    const rows = await database.query({
      text: 'select subject, max(sequence) as last, count(*) as events from event_log group by 1 order by 2 desc, 1',
    });
    expect(rows.map((row) => ({ ...row }))).toEqual([
      ...ids
        .slice(0, 2)
        .sort()
        .map((subject) => ({ subject, last: 4, events: 4 })),
      { subject: ids[2], last: 2, events: 2 },
    ]);
  });

  it('keeps personal fields sealed at rest and opens them for the account holder, newest first', async () => {
    await using database = await createTestDatabase(inject('postgres'));
    const accountId = await insertAccount(database);
    await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      await eventLog.append(tx, accountId, [renamed('Anna'), renamed('Анна 👩‍🚀')], {
        traceparent: newTraceparent(),
      });
    });

    const stored = await database.query<{ data: string }>({ text: 'select data::text from event_log' });
    expect(stored.map(({ data }) => data).join()).not.toMatch(/Anna|Анна/);
    const page = await readHistory(database, vault, accountId, { limit: 1 });
    expect(page).toMatchObject([{ sequence: 2, data: { displayName: 'Анна 👩‍🚀' } }]);
    const next = await readHistory(database, vault, accountId, { before: 2, limit: 5 });
    expect(next).toMatchObject([{ sequence: 1, data: { displayName: 'Anna' } }]);
  });

  it('appends nothing when the transaction fails', async () => {
    await using database = await createTestDatabase(inject('postgres'));
    const accountId = await insertAccount(database);
    const failure = database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      await eventLog.append(tx, accountId, [renamed('Anna')], { traceparent: newTraceparent() });
      throw new Error('stop');
    });
    await expect(failure).rejects.toThrow('stop');
    expect(await readHistory(database, vault, accountId, { limit: 5 })).toEqual([]);
  });

  it('refuses to append for an account whose key is gone', async () => {
    await using database = await createTestDatabase(inject('postgres'));
    const erased = randomUUIDv7();
    const append = database.transaction((tx) =>
      eventLog.append(tx, erased, [renamed('x')], { traceparent: newTraceparent() }),
    );
    await expect(append).rejects.toMatchObject({ code: 'account_not_found' });
  });

  it('refuses to change or remove what was written', async () => {
    await using database = await createTestDatabase(inject('postgres'));
    for (const text of [
      'update event_log set source = source',
      'delete from event_log',
      'truncate event_log',
    ]) {
      await expect(database.query({ text })).rejects.toThrow('append-only');
    }
  });
});
