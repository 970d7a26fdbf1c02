import type { Clock, Database, Sql } from '@atlas/shared/ports';
import type { Logger, Metrics } from '@atlas/shared/process';
import type { Vault } from '@atlas/shared/sealing';
import { genesis, hashEntry, type SourceRow } from './entry.ts';
import { ensureHeadKey, type HeadKey, signHead } from './heads.ts';
import { createHeadsFile } from './heads-file.ts';
import {
  insertChain,
  insertHead,
  readSettled,
  selectTail,
  selectUnchained,
  tryLockChain,
} from './queries.ts';

/** A head is signed at the latest after so many rows. */
export const maxUnsignedRows = 1000;
/** And after so long, when there are new rows. */
const maxUnsignedSeconds = 60;
const defaultEveryMs = 2000;

const chain = (previous: Buffer, lastSeq: number, rows: readonly SourceRow[]): Buffer => {
  const hashes = Buffer.allocUnsafe(rows.length * 32);
  let hash = previous;
  for (const [index, row] of rows.entries()) {
    hash = hashEntry(hash, lastSeq + index + 1, row);
    hash.copy(hashes, index * 32);
  }
  return hashes;
};

type BatchDeps = { vault: Vault; clock: Clock };

/** Chains up to the next head and signs it when it is due; tells whether more waits. */
const createChainBatch = ({ vault, clock }: BatchDeps) => {
  let key: HeadKey | undefined;

  const isHeadDue = (unsigned: number, headAt: Date | null, now: Date): boolean => {
    if (unsigned === 0) return false;
    const ageSeconds = headAt ? (now.getTime() - headAt.getTime()) / 1000 : Number.POSITIVE_INFINITY;
    // A head from the future is from a clock that was set back since.
    return unsigned >= maxUnsignedRows || ageSeconds >= maxUnsignedSeconds || ageSeconds < 0;
  };

  return async (tx: Sql, mustSign: boolean): Promise<boolean> => {
    if (!(await tryLockChain(tx))) return false;
    const { last, headSeq, headAt } = await selectTail(tx);
    const lastSeq = last?.seq ?? 0;
    const limit = Math.max(maxUnsignedRows - (lastSeq - headSeq), 1);
    const rows = await readSettled(tx, { after: last, limit });
    const hashes = chain(last?.hash ?? genesis, lastSeq, rows);
    if (rows.length > 0) await insertChain(tx, lastSeq, rows, hashes);
    const seq = lastSeq + rows.length;
    const now = clock();
    if (isHeadDue(seq - headSeq, headAt, now) || (mustSign && seq > headSeq)) {
      key ??= await ensureHeadKey(tx, vault, now);
      const hash = rows.length > 0 ? hashes.subarray(-32) : (last?.hash ?? genesis);
      await insertHead(tx, signHead(key, { seq, hash, signedAt: now }));
    }
    return rows.length === limit;
  };
};

export type ChainerDeps = BatchDeps & {
  database: Database;
  logger: Logger;
  metrics: Metrics;
  /** Heads are appended there too: a place whoever can change the database cannot. */
  headsFile?: string;
  /** (Default: 2000) */
  everyMs?: number;
};

export type Chainer = {
  /** Chains all that is committed; with `mustSign` the last entry gets its head at once. */
  run(options?: { mustSign?: boolean }): Promise<void>;
  /** Chains and signs what is left, then stops. */
  stop(): Promise<void>;
};

/**
 * Chains new rows within seconds of their commit, outside the transactions that write them. Any number of processes may
 * run it, one has the turn; a failure waits for the next round. After a crash the same rows get the same hashes.
 */
export const startChainer = (deps: ChainerDeps): Chainer => {
  const { database, clock, logger, metrics, headsFile, everyMs = defaultEveryMs } = deps;
  const chainBatch = createChainBatch(deps);
  const exportHeads = headsFile ? createHeadsFile(headsFile) : undefined;
  let running: Promise<void> = Promise.resolve();

  const pass = async ({ mustSign = false } = {}) => {
    while (await database.transaction((tx) => chainBatch(tx, mustSign))) {
      // Until a batch was not full.
    }
    // Every time: heads are signed by whichever process has the turn.
    await exportHeads?.(database).catch((error: unknown) =>
      logger.error({ error }, 'audit heads not written'),
    );
  };

  const run: Chainer['run'] = (options) => {
    const next = running.catch(() => {}).then(() => pass(options));
    running = next;
    return next;
  };
  const attempt = (options?: { mustSign: boolean }) =>
    run(options).catch((error: unknown) => logger.error({ error }, 'audit chain not continued'));

  // Not known while PostgreSQL is away; the other metrics are wanted all the more then.
  const unchained = () => selectUnchained(database, clock()).catch(() => null);
  metrics.gauge('atlas_audit_unchained_rows', 'Rows the audit chain lacks.', [], async (gauge) => {
    gauge.set((await unchained())?.rows ?? Number.NaN);
  });
  metrics.gauge('atlas_audit_unchained_seconds', 'Age of the oldest of them.', [], async (gauge) => {
    gauge.set((await unchained())?.oldestSeconds ?? Number.NaN);
  });

  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    void attempt().finally(() => {
      isBusy = false;
    });
  }, everyMs);
  timer.unref();
  return {
    run,
    stop: async () => {
      clearInterval(timer);
      await attempt({ mustSign: true });
    },
  };
};
