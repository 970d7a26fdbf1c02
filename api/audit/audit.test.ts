import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestClock } from '@atlas/shared/ports';
import { createLogger, createMetrics } from '@atlas/shared/process';
import { createVault } from '@atlas/shared/sealing';
import { createAppendEvents, createTestDatabase, type TestDatabase } from '@atlas/shared/testing';
import { describe, expect, inject, it } from 'vitest';
import { startChainer } from './chainer.ts';
import { readHeadsFile } from './heads-file.ts';
import { recordAudit } from './index.ts';
import { type Head, readSettled, selectTail, selectUnchained } from './queries.ts';
import { verifyChain } from './verify-chain.ts';

const vault = createVault([Buffer.alloc(32, 7)]);
const otherVault = createVault([Buffer.alloc(32, 8)]);
const subject = '01890a5d-0000-7000-8000-000000000001';
const quiet = createLogger({ process: 'test', level: 'silent' });

const startAudit = async ({ headsFile }: { headsFile?: string } = {}) => {
  const database = await createTestDatabase(inject('postgres'));
  const clock = createTestClock(() => new Date('2026-01-01T00:00:00Z'));
  const metrics = createMetrics({ runtime: false });
  const deps = { database, vault, clock, logger: quiet, metrics, ...(headsFile ? { headsFile } : {}) };
  const chainer = startChainer({ ...deps, everyMs: 3_600_000 });
  const appendEvents = createAppendEvents({ database, vault, clock });
  return {
    database,
    clock,
    metrics,
    chainer,
    /** Events of one account, in transactions of their own. */
    append: async (count: number) => {
      for (let n = 0; n < count; n += 1)
        await appendEvents([
          { subject, type: 'backup_codes.created.v1', data: { setId: subject, count: n } },
        ]);
    },
    record: () =>
      database.transaction((tx) =>
        recordAudit(tx, { action: 'client.created', actor: 'operator', subject: 'shop', at: clock() }),
      ),
    /** Chains all: other databases of the same server hold the horizon back for moments, so those are waited for. */
    chainAll: async (options?: { mustSign: boolean }) => {
      const isReadable = async () => {
        const { last } = await selectTail(database);
        const readable = await readSettled(database, { after: last, limit: 10_000 });
        return readable.length === (await selectUnchained(database, clock())).rows;
      };
      await expect.poll(isReadable).toBe(true);
      await chainer.run(options);
    },
    verify: (outside?: readonly Head[]) => verifyChain({ database, vault, clock }, outside),
    [Symbol.asyncDispose]: async () => {
      await chainer.stop();
      await database[Symbol.asyncDispose]();
    },
  };
};

/** As the owner of the database can: around the triggers. */
const tamper = async (database: TestDatabase, table: string, text: string) => {
  await database.query({ text: `alter table ${table} disable trigger append_only` });
  await database.query({ text });
  await database.query({ text: `alter table ${table} enable trigger append_only` });
};

describe('the audit chain', () => {
  it('takes up every event and every record, in the order of their commits', async () => {
    await using audit = await startAudit();
    await audit.append(2);
    await audit.record();
    await audit.append(1);
    await audit.chainAll();

    const rows = await audit.database.query<{ seq: number; source: string }>({
      text: 'select seq, source from audit_chain order by seq',
    });
    expect(rows.map(({ seq, source }) => [seq, source])).toEqual([
      [1, 'event'],
      [2, 'event'],
      [3, 'record'],
      [4, 'event'],
    ]);
    expect(await audit.verify()).toMatchObject({ isWhole: true, entries: 4, heads: 1, unchained: 0 });
  });

  it('leaves out what lies above a transaction in progress, and takes it when that has ended', async () => {
    await using audit = await startAudit();
    await audit.append(1);
    await audit.chainAll();
    await audit.database.transaction(async (slow) => {
      await recordAudit(slow, {
        action: 'client.created',
        actor: 'operator',
        subject: 'slow',
        at: audit.clock(),
      });
      await audit.append(1);
      await audit.chainer.run();
      expect(await audit.verify()).toMatchObject({ isWhole: true, entries: 1, unchained: 1 });
    });
    await audit.chainAll();
    expect(await audit.verify()).toMatchObject({ isWhole: true, entries: 3, unchained: 0 });
  });

  it('is one chain however many processes chain at once', async () => {
    await using audit = await startAudit();
    await audit.append(40);
    const { database, clock } = audit;
    const others = Array.from({ length: 8 }, () =>
      startChainer({
        database,
        vault,
        clock,
        logger: quiet,
        metrics: createMetrics({ runtime: false }),
        everyMs: 3_600_000,
      }),
    );
    await Promise.all(others.flatMap((chainer) => [chainer.run(), chainer.run()]));
    await audit.chainAll();
    await Promise.all(others.map((chainer) => chainer.stop()));
    expect(await audit.verify()).toMatchObject({ isWhole: true, entries: 40 });
  });

  it('signs its head every 1000 rows and every 60 s, not more', async () => {
    await using audit = await startAudit();
    const headSeqs = async () =>
      (await audit.database.query<{ seq: number }>({ text: 'select seq from audit_heads order by seq' })).map(
        ({ seq }) => seq,
      );
    await audit.append(3);
    await audit.chainAll();
    await audit.append(1);
    audit.clock.advanceSeconds(59);
    await audit.chainAll();
    expect(await headSeqs()).toEqual([3]);
    audit.clock.advanceSeconds(1);
    await audit.chainAll();
    await audit.chainAll();
    expect(await headSeqs()).toEqual([3, 4]);
    await audit.database.query({
      text: `insert into audit_records (id, occurred_at, action, actor, subject, data)
             select uuidv7(), $1, 'client.created', 'operator', n::text, '{}' from generate_series(1, 2500) as n`,
      values: [audit.clock()],
    });
    await audit.chainAll();
    expect(await headSeqs()).toEqual([3, 4, 1004, 2004]);
    await audit.chainer.stop();
    expect((await headSeqs()).at(-1)).toBe(2504);
    expect(await audit.verify()).toMatchObject({ isWhole: true, entries: 2504, heads: 5 });
  });

  it('cannot be changed by statements that do not first take its triggers off', async () => {
    await using audit = await startAudit();
    await audit.append(1);
    await audit.record();
    await audit.chainAll();
    for (const table of ['event_log', 'audit_records', 'audit_chain', 'audit_heads', 'audit_keys']) {
      for (const text of [`delete from ${table}`, `truncate ${table}`])
        await expect(audit.database.query({ text })).rejects.toThrow(`${table} is append-only`);
    }
    await expect(audit.database.query({ text: 'update audit_chain set seq = seq' })).rejects.toThrow(
      'append-only',
    );
  });

  it('tells how much waits and for how long', async () => {
    await using audit = await startAudit();
    await audit.append(2);
    await audit.record();
    audit.clock.advanceSeconds(7);
    expect(await audit.metrics.text()).toMatch(
      /atlas_audit_unchained_rows 3\n.*atlas_audit_unchained_seconds 7\n/s,
    );
    await audit.chainAll();
    expect(await audit.metrics.text()).toMatch(
      /atlas_audit_unchained_rows 0\n.*atlas_audit_unchained_seconds 0\n/s,
    );
  });
});

describe('verifying the chain', () => {
  const tenEntries = async (options: { headsFile?: string } = {}) => {
    const audit = await startAudit(options);
    await audit.append(9);
    await audit.record();
    await audit.chainAll({ mustSign: true });
    return audit;
  };

  it.each<[string, string, string, { kind: string; seq: number }]>([
    [
      'one byte of an event’s data',
      'event_log',
      `update event_log set data = replace(data::text, '"count": 4', '"count": 5')::jsonb`,
      { kind: 'altered', seq: 5 },
    ],
    [
      'a microsecond of an event’s time',
      'event_log',
      `update event_log set occurred_at = occurred_at + interval '1 microsecond' where sequence = 3`,
      { kind: 'altered', seq: 3 },
    ],
    [
      'a number’s form',
      'event_log',
      `update event_log set data = jsonb_set(data, '{count}', '7.0') where sequence = 8`,
      { kind: 'altered', seq: 8 },
    ],
    [
      'whom an event is about',
      'event_log',
      `update event_log set subject = uuidv7() where sequence = 2`,
      { kind: 'altered', seq: 2 },
    ],
    [
      'who made a change',
      'audit_records',
      `update audit_records set actor = 'api'`,
      { kind: 'altered', seq: 10 },
    ],
    [
      'an event that is gone',
      'event_log',
      'delete from event_log where sequence = 6',
      { kind: 'removed', seq: 6 },
    ],
    [
      'the first event, gone',
      'event_log',
      'delete from event_log where sequence = 1',
      { kind: 'removed', seq: 1 },
    ],
    ['the last record, gone', 'audit_records', 'delete from audit_records', { kind: 'removed', seq: 10 }],
    [
      'an event put in later',
      'event_log',
      `insert into event_log (transaction_id, id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
       select transaction_id, uuidv7(), type, topic, subject, 99, source, occurred_at, traceparent, data
       from event_log where sequence = 4`,
      { kind: 'inserted', seq: 5 },
    ],
    [
      'two events that changed places',
      'event_log',
      `update event_log e set data = o.data, id = o.id from event_log o
       where e.sequence in (3, 4) and o.sequence = 7 - e.sequence`,
      { kind: 'altered', seq: 3 },
    ],
    [
      'two entries that changed places',
      'audit_chain',
      `update audit_chain c set transaction_id = o.transaction_id, position = o.position, hash = o.hash
       from audit_chain o where c.seq in (5, 6) and o.seq = 11 - c.seq`,
      { kind: 'reordered', seq: 5 },
    ],
    [
      'an entry that is gone',
      'audit_chain',
      'delete from audit_chain where seq = 7',
      { kind: 'entry_missing', seq: 7 },
    ],
    ['the end cut off', 'audit_chain', 'delete from audit_chain where seq > 8', { kind: 'cut', seq: 9 }],
    ['all cut off', 'audit_chain', 'delete from audit_chain', { kind: 'cut', seq: 1 }],
    [
      'one bit of a hash',
      'audit_chain',
      `update audit_chain set hash = set_bit(hash, 0, 1 - get_bit(hash, 0)) where seq = 4`,
      { kind: 'altered', seq: 4 },
    ],
    [
      'one bit of a head’s signature',
      'audit_heads',
      `update audit_heads set signature = set_bit(signature, 9, 1 - get_bit(signature, 9))`,
      { kind: 'head_forged', seq: 10 },
    ],
  ])('finds %s, and names the first bad row', async (_what, table, text, fault) => {
    await using audit = await tenEntries();
    expect(await audit.verify()).toMatchObject({ isWhole: true, fault: null, entries: 10, heads: 1 });
    await tamper(audit.database, table, text);
    expect(await audit.verify()).toMatchObject({ isWhole: false, fault });
  });

  it('finds a history written anew, because nobody without the master key can sign it', async () => {
    await using audit = await tenEntries();
    await tamper(audit.database, 'event_log', `delete from event_log where sequence = 5`);
    for (const table of ['audit_chain', 'audit_heads', 'audit_keys'])
      await tamper(audit.database, table, `delete from ${table}`);
    const { database, clock } = audit;
    const forger = startChainer({
      database,
      clock,
      vault: otherVault,
      logger: quiet,
      metrics: createMetrics({ runtime: false }),
    });
    await forger.run({ mustSign: true });
    await forger.stop();
    expect(await audit.verify()).toMatchObject({ isWhole: false, fault: { kind: 'head_forged', seq: 9 } });
  });

  it('finds rows without a signed head, and rows that nobody chains', async () => {
    await using audit = await startAudit();
    await audit.database.query({
      text: `insert into audit_records (id, occurred_at, action, actor, subject, data)
             select uuidv7(), $1, 'client.created', 'operator', n::text, '{}' from generate_series(1, 1500) as n`,
      values: [audit.clock()],
    });
    await audit.chainAll();
    await audit.append(1);
    audit.clock.advanceSeconds(11);
    expect(await audit.verify()).toMatchObject({ isWhole: false, fault: { kind: 'late', seq: 1501 } });
    await audit.chainAll();
    await tamper(audit.database, 'audit_heads', 'delete from audit_heads');
    expect(await audit.verify()).toMatchObject({
      isWhole: false,
      fault: { kind: 'head_missing', seq: 1001 },
    });
  });

  it('finds, by heads kept outside, an end that was cut off everywhere', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'atlas-audit-'));
    try {
      const headsFile = join(folder, 'heads.jsonl');
      await using audit = await tenEntries({ headsFile });
      audit.clock.advanceSeconds(61);
      await audit.append(1);
      await audit.chainAll();
      const heads = await readHeadsFile(headsFile);
      expect(heads.map(({ seq }) => seq)).toEqual([10, 11]);
      expect(await audit.verify(heads)).toMatchObject({ isWhole: true, heads: 2, headsOutside: 2 });

      await tamper(audit.database, 'event_log', 'delete from event_log where sequence = 10');
      await tamper(audit.database, 'audit_chain', 'delete from audit_chain where seq = 11');
      await tamper(audit.database, 'audit_heads', 'delete from audit_heads where seq = 11');
      expect(await audit.verify()).toMatchObject({ isWhole: true });
      expect(await audit.verify(heads)).toMatchObject({ isWhole: false, fault: { kind: 'cut', seq: 11 } });

      // The end grows again, another one: the head outside tells.
      await audit.record();
      await audit.chainAll();
      expect(await audit.verify(heads)).toMatchObject({
        isWhole: false,
        fault: { kind: 'head_differs', seq: 11 },
      });
      expect((await readFile(headsFile, 'utf8')).split('\n')).toHaveLength(3);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
