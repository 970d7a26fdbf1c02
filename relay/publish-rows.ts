import { insertParked, type LogRow, type Opened } from '@atlas/shared/event-bus';
import {
  isTooLarge,
  type Outgoing,
  type OutgoingRecord,
  type Published,
  type Publisher,
  sink,
  toRecord,
} from '@atlas/shared/kafka';
import type { Clock, Sql } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';

type Deps = {
  open: (row: LogRow) => Opened;
  publisher: Publisher;
  clock: Clock;
  logger: Logger;
};

/**
 * What goes out for a row: its data opened, or, where that can't be read here, the row as it is, for each group to
 * park. Nothing for a person who was erased.
 */
const outgoingOf = (row: LogRow, opened: Opened): Outgoing | null => {
  if ('erased' in opened) return null;
  if ('undecodable' in opened) return { row, data: row.data, fault: opened.undecodable };
  return { row, data: opened.data };
};

/**
 * Publishes rows of the log in their order. One that no topic would take is parked under the relay's own name, so
 * that it holds up nobody.
 */
export const createPublishRows = ({ open, publisher, clock, logger }: Deps) => {
  const park = async (sql: Sql, row: LogRow): Promise<void> => {
    const why = { reason: 'undecodable', error: 'too large', attempts: 0 } as const;
    await insertParked(sql, { group: sink, row, parkedAt: clock(), ...why });
    logger.error({ eventId: row.id, type: row.type }, 'event too large for Kafka, parked');
  };

  return async (sql: Sql, rows: readonly LogRow[]): Promise<Published> => {
    const records: OutgoingRecord[] = [];
    for (const row of rows) {
      const outgoing = outgoingOf(row, open(row));
      if (!outgoing) continue;
      const record = toRecord(outgoing);
      if (isTooLarge(record)) await park(sql, row);
      else records.push(record);
    }
    return publisher.publish(records);
  };
};
