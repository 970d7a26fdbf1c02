import { setTimeout as delay } from 'node:timers/promises';
import { createSignal, type Logger } from '../process/index.ts';
import type { LogRow, Place } from './log-row.ts';
import { readLog, selectCursor, tryLead, updateCursor } from './queries.ts';
import { connectReader, type ReaderConnection } from './reader-connection.ts';

export type Reader = {
  wake(): void;
  /** Waits for the batch in flight (10 s at the most) and frees the lock. */
  stop(): Promise<void>;
};

export type ReaderOptions = {
  databaseUrl: string;
  /** Names cursor and lock. */
  group: string;
  topics: readonly string[];
  batchSize: number;
  pollMs: number;
  /** How long it lets more come after events that did not fill a batch (Default: 0): fewer, larger batches. */
  lingerMs?: number;
  logger: Logger;
  /**
   * Does with a batch what the reader is for, and resolves with the last row that is done with (null: none). When it
   * rejects, the lock is freed for a standby, and the same rows come again.
   */
  process: (sql: ReaderConnection, rows: readonly LogRow[], signal: AbortSignal) => Promise<Place | null>;
  /** Stores the place up to which all is done (Default: the cursor alone). */
  moveCursor?: (sql: ReaderConnection, group: string, place: Place) => Promise<unknown>;
};

/** How soon a standby takes over when the reader is gone. */
const standbyMs = 400;
const drainMs = 10_000;
/** First and longest pause when committed events may lie above the horizon: nobody hints when a transaction ends. */
const unsettledMs = 4;
const maxUnsettledMs = 250;

/**
 * Reads the log from the group's cursor on, below the oldest transaction in progress. The one that holds the group's
 * lock reads; the others stand by. The cursor moves over the very connection that holds the lock, so a reader that
 * lost the lock can't move it any more. Goes on by itself when PostgreSQL comes back.
 */
export const startReader = async ({
  databaseUrl,
  group,
  topics,
  batchSize,
  pollMs,
  lingerMs = 0,
  logger,
  process,
  moveCursor = updateCursor,
}: ReaderOptions): Promise<Reader> => {
  const stopping = new AbortController();
  const signal = createSignal();
  let current: ReaderConnection | undefined;
  let failures = 0;

  const read = async (sql: ReaderConnection): Promise<void> => {
    let cursor = await selectCursor(sql, group);
    let quietMs = unsettledMs;
    while (!stopping.signal.aborted) {
      const { rows, horizon, isUnsettled } = await readLog(sql, { group, topics, cursor, limit: batchSize });
      if (rows.length > 0) {
        const done = await process(sql, rows, stopping.signal);
        if (done) {
          cursor = { transactionId: done.transactionId, position: done.position };
          await moveCursor(sql, group, cursor);
        }
      }
      failures = 0;
      if (rows.length === batchSize || stopping.signal.aborted) continue;
      // All below the horizon was read: the next read need not pass again over other groups' events.
      if (BigInt(horizon) > BigInt(cursor.transactionId)) cursor = { transactionId: horizon, position: 0 };
      if (rows.length > 0 && lingerMs > 0)
        await delay(lingerMs, undefined, { signal: stopping.signal }).catch(() => {});
      quietMs = rows.length > 0 || !isUnsettled ? unsettledMs : Math.min(quietMs * 2, pollMs, maxUnsettledMs);
      if (await signal.wait(isUnsettled ? quietMs : pollMs)) quietMs = unsettledMs;
    }
  };

  const lead = async (sql: ReaderConnection): Promise<void> => {
    while (!stopping.signal.aborted) {
      if (await tryLead(sql, group)) return read(sql);
      await delay(standbyMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };

  const run = async (first: ReaderConnection): Promise<void> => {
    let next: ReaderConnection | undefined = first;
    while (!stopping.signal.aborted) {
      try {
        await using sql = next ?? (await connectReader(databaseUrl, group));
        next = undefined;
        current = sql;
        await lead(sql);
      } catch (error) {
        failures += 1;
        if (failures === 1) logger.warn({ group, error }, 'reading of the log failed, going on when it can');
        if (!stopping.signal.aborted)
          await signal.wait(Math.min(100 * 2 ** failures, 2000) * (0.8 + Math.random() * 0.4));
      }
    }
  };

  const running = run(await connectReader(databaseUrl, group));
  return {
    wake: signal.raise,
    stop: async () => {
      stopping.abort();
      signal.raise();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, drainMs);
      });
      await Promise.race([running, late]);
      clearTimeout(timer);
      // What hangs keeps its events unacknowledged; the group goes on without it.
      await current?.[Symbol.asyncDispose]();
    },
  };
};
