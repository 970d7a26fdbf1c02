import { setTimeout as delay } from 'node:timers/promises';
import type { KafkaMessage } from 'kafkajs';
import { createHandleBatch, type Place } from '../event-bus/index.ts';
import type { Clock, Database, EventHandler } from '../ports/index.ts';
import type { Logger } from '../process/index.ts';
import { type BlockedKeys, createBlockedKeys } from './blocked-keys.ts';
import { decodeRecord, fromMessage, type RecordRow } from './cloud-event.ts';
import { selectBlocked } from './queries.ts';

type Deps = {
  group: string;
  handle: EventHandler;
  database: Database;
  clock: Clock;
  logger: Logger;
  observeAge?: (seconds: number) => void;
  /** Events up to here were done with before the group came to Kafka. */
  floor: Place;
};

/** The last record that is done with. */
export type ChunkDone = { offset: string; place: Place };

export type HandleChunk = {
  /** @returns the last record that is done with, or null when none is: told to stop in between, it ends early. */
  (topic: string, messages: readonly KafkaMessage[], signal: AbortSignal): Promise<ChunkDone | null>;
  /** To be called when partitions change hands. */
  forget: BlockedKeys['forget'];
};

const maxWaitMs = 5000;

const isPast = (row: Place, floor: Place): boolean => {
  const [transaction, floorTransaction] = [BigInt(row.transactionId), BigInt(floor.transactionId)];
  return (
    transaction > floorTransaction || (transaction === floorTransaction && row.position > floor.position)
  );
};

/**
 * Hands some records of one partition to the group's handler, parking what can't be handled as the embedded bus does.
 * While PostgreSQL, where parked events are kept, is away it waits.
 */
export const createHandleChunk = ({ database, floor, ...deps }: Deps): HandleChunk => {
  const { group, logger } = deps;
  const blockedKeys = createBlockedKeys(() => selectBlocked(database, group));
  const handleBatch = createHandleBatch<RecordRow>({
    ...deps,
    decode: decodeRecord,
    onBlocked: blockedKeys.add,
    onUnblocked: blockedKeys.remove,
  });

  const handleRows = async (rows: readonly RecordRow[], signal: AbortSignal): Promise<RecordRow | null> => {
    const blocked = await blockedKeys.all();
    const marked = rows.map((row) => (blocked.has(row.subject) ? { ...row, isBlocked: true } : row));
    return handleBatch(database, marked, signal);
  };

  const patiently = async (rows: readonly RecordRow[], signal: AbortSignal): Promise<RecordRow | null> => {
    for (let waits = 1; !signal.aborted; waits += 1) {
      try {
        return await handleRows(rows, signal);
      } catch (error) {
        if (waits === 1) logger.warn({ group, error }, 'events wait for PostgreSQL');
        await delay(Math.min(100 * 2 ** waits, maxWaitMs), undefined, { signal }).catch(() => {});
      }
    }
    return null;
  };

  const readRecord = (
    topic: string,
    message: KafkaMessage,
  ): { offset: string; row: RecordRow | undefined } => {
    const row = fromMessage(topic, message);
    if (!row)
      logger.error({ group, topic, offset: message.offset }, 'a record that is no event was passed over');
    return { offset: message.offset, row };
  };

  const handleChunk = async (
    topic: string,
    messages: readonly KafkaMessage[],
    signal: AbortSignal,
  ): Promise<ChunkDone | null> => {
    const records = messages.map((message) => readRecord(topic, message));
    const isDue = (row: RecordRow | undefined) => row !== undefined && isPast(row, floor);
    const rows = records.flatMap(({ row }) => (row && isDue(row) ? [row] : []));
    const done = rows.length > 0 ? await patiently(rows, signal) : null;
    if (rows.length > 0 && !done) return null;
    const isWhole = done === null || done.id === rows.at(-1)?.id;
    const last = isWhole ? records.at(-1) : records.findLast(({ row }) => row?.id === done?.id);
    return last ? { offset: last.offset, place: last.row ?? done ?? floor } : null;
  };
  return Object.assign(handleChunk, { forget: blockedKeys.forget });
};
