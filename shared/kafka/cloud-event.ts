import type { IHeaders, KafkaMessage, Message } from 'kafkajs';
import { type LogRow, toEvent } from '../event-bus/index.ts';
import type { AtlasEvent } from '../events/index.ts';
import { traceIdOf } from '../trace/index.ts';

/** A record of ours, in the shape of the log's row it was made of. */
export type RecordRow = LogRow & {
  /** Why the relay could not read the row; its data is then as the log has it. */
  fault: string | null;
};

/** A row on its way out: its data with the personal fields opened, or, with a `fault`, as the log has it. */
export type Outgoing = { row: LogRow; data: object; fault?: string };

/**
 * CloudEvents 1.0 in Kafka's binary mode: the value is the data, everything else a header. Extensions: `sequence`,
 * `correlationid`, `traceparent`, `partitionkey` (the account, also the record's key), `logplace` (where in the event
 * log it stands) and, for what can't be read, `fault`. [CloudEvents Kafka binding 1.0.2, 3.2]
 */
export const toMessage = ({ row, data, fault }: Outgoing): Message => ({
  key: row.subject,
  value: JSON.stringify(data),
  headers: {
    ce_specversion: '1.0',
    ce_id: row.id,
    ce_source: row.source,
    ce_type: row.type,
    ce_time: row.occurredAt.toISOString(),
    ce_subject: row.subject,
    ce_sequence: String(row.sequence),
    ce_correlationid: traceIdOf(row.traceparent),
    ce_traceparent: row.traceparent,
    ce_partitionkey: row.subject,
    ce_logplace: `${row.transactionId}.${row.position}`,
    'content-type': 'application/json',
    ...(fault ? { ce_fault: fault } : {}),
  },
});

const textOf = (headers: IHeaders, name: string): string | undefined => {
  const value = headers[name];
  return value === undefined || Array.isArray(value) ? undefined : value.toString('utf8');
};

const placePattern = /^(\d+)\.(\d+)$/;

/** Reads `<transaction id>.<position>`. */
export const readPlace = (text: string | undefined) => {
  const [, transactionId, position] = placePattern.exec(text ?? '') ?? [];
  return transactionId && position ? { transactionId, position: Number(position) } : undefined;
};

const parseData = (value: Buffer | null): object | undefined => {
  try {
    const data: unknown = JSON.parse(value?.toString('utf8') ?? '');
    return typeof data === 'object' && data !== null ? data : undefined;
  } catch {
    return undefined;
  }
};

/** Reads a record; undefined when it is none that the relay wrote. */
export const fromMessage = (topic: string, { headers = {}, value }: KafkaMessage): RecordRow | undefined => {
  const get = (name: string) => textOf(headers, `ce_${name}`);
  const place = readPlace(get('logplace'));
  const [id, source, type, subject] = [get('id'), get('source'), get('type'), get('subject')];
  const [time, traceparent, sequence] = [get('time'), get('traceparent'), Number(get('sequence'))];
  if (!(place && id && source && type && subject && time && traceparent && sequence)) return undefined;
  const data = parseData(value);
  return {
    ...place,
    id,
    source,
    type,
    topic,
    subject,
    sequence,
    occurredAt: new Date(time),
    traceparent,
    data: data ?? {},
    sealedKey: null,
    isBlocked: false,
    fault: get('fault') ?? (data ? null : 'is no JSON'),
  };
};

/** The event of a record, or why it is none. */
export const decodeRecord = (
  row: RecordRow,
): { event: AtlasEvent } | { undecodable: string } | { erased: true } =>
  row.fault === null ? toEvent(row, row.data as Record<string, unknown>) : { undecodable: row.fault };
