import { setTimeout as delay } from 'node:timers/promises';
import type { Clock, Subscription } from '../ports/index.ts';
import { createSignal, type Logger } from '../process/index.ts';
import type { Decode } from './decode.ts';
import { createHandleBatch } from './handle-batch.ts';
import type { Place } from './log-row.ts';
import { readLog, selectCursor, tryLead, updateCursor } from './queries.ts';
import { connectReader, type ReaderConnection } from './reader-connection.ts';

type Deps = { databaseUrl: string; decode: Decode; clock: Clock; logger: Logger; pollMs: number };

export type Member = { wake(): void; stop(): Promise<void> };

/** How soon a standby takes over when the reader is gone. */
const standbyMs = 400;
const drainMs = 10_000;
/** First pause when committed events may lie above the horizon; doubled up to the poll. */
const unsettledMs = 4;

/**
 * One member of a consumer group. The member that holds the group's lock reads; the others stand by. The cursor moves
 * over the very connection that holds the lock, so a reader that lost the lock can't move it any more.
 */
export const startMember = async (
  { group, topics, handle, batchSize = 500 }: Subscription,
  { databaseUrl, decode, clock, logger, pollMs }: Deps,
): Promise<Member> => {
  const stopping = new AbortController();
  const signal = createSignal();
  const handleBatch = createHandleBatch({ group, handle, decode, clock, logger });
  let current: ReaderConnection | undefined;

  const read = async (sql: ReaderConnection): Promise<void> => {
    let cursor = await selectCursor(sql, group);
    let quietMs = unsettledMs;
    while (!stopping.signal.aborted) {
      const { rows, horizon, isUnsettled } = await readLog(sql, { group, topics, cursor, limit: batchSize });
      if (rows.length > 0) {
        const done: Place | null = await handleBatch(sql, rows, stopping.signal);
        if (done) {
          cursor = { transactionId: done.transactionId, position: done.position };
          await updateCursor(sql, group, cursor);
        }
      }
      if (rows.length === batchSize || stopping.signal.aborted) continue;
      // All below the horizon was read: the next read need not pass again over other groups' events.
      if (BigInt(horizon) > BigInt(cursor.transactionId)) cursor = { transactionId: horizon, position: 0 };
      quietMs = rows.length > 0 || !isUnsettled ? unsettledMs : Math.min(quietMs * 2, pollMs);
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
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        await using sql = next ?? (await connectReader(databaseUrl, group));
        next = undefined;
        current = sql;
        failures = 0;
        await lead(sql);
      } catch (error) {
        failures += 1;
        if (failures === 1) logger.warn({ group, error }, 'lost PostgreSQL, reading again when it is back');
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
      // A handler that hangs keeps its events unacknowledged; the group goes on without it.
      await current?.[Symbol.asyncDispose]();
    },
  };
};
