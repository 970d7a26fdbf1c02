import { type AtlasEvent, catalogue, type EventType } from '../events/index.ts';
import { type AccountKey, openAccountKey, openPersonal, type Vault } from '../sealing/index.ts';
import { traceIdOf } from '../trace/index.ts';
import type { LogRow } from './log-row.ts';

/**
 * What a row of the log is to a consumer: an event; `undecodable` with the reason in a few words; or `erased`,
 * when it is about a person whose key was destroyed, so that nobody is told about them any more.
 */
export type Decoded = { event: AtlasEvent } | { undecodable: string } | { erased: true };

export type Decode<Row extends LogRow = LogRow> = (row: Row) => Decoded;

/** A row's data with its personal fields opened, as yet unchecked. */
export type Opened = { data: Record<string, unknown> } | { undecodable: string } | { erased: true };

const isKnown = (type: string): type is EventType => Object.hasOwn(catalogue, type);

/** Types whose rows need the account's key. */
export const sealedTypes = Object.entries(catalogue)
  .filter(([, { personal }]) => personal.length > 0)
  .map(([type]) => type);

/** Unsealing a key costs more than all the rest of decoding, and one account's events come close together. */
const createKeyCache = (vault: Vault, maxKeys: number) => {
  const keys = new Map<string, AccountKey>();
  return (accountId: string, sealedKey: string): AccountKey => {
    const key = keys.get(sealedKey) ?? openAccountKey(vault, accountId, sealedKey);
    keys.delete(sealedKey);
    keys.set(sealedKey, key);
    if (keys.size > maxKeys) keys.delete(keys.keys().next().value as string);
    return key;
  };
};

/** Opens the personal fields of rows as the log holds them. */
export const createOpenRow = ({ vault, maxKeys = 10_000 }: { vault: Vault; maxKeys?: number }) => {
  const keyOf = createKeyCache(vault, maxKeys);
  return (row: LogRow): Opened => {
    const { id, type, subject, sealedKey } = row;
    if (!isKnown(type)) return { undecodable: 'unknown type' };
    if (catalogue[type].personal.length === 0) return { data: row.data as Record<string, unknown> };
    if (sealedKey === null) return { erased: true };
    try {
      return { data: openPersonal(type, id, row.data, keyOf(subject, sealedKey)) };
    } catch {
      return { undecodable: 'does not open' };
    }
  };
};

/** Checks opened data against the catalogue and puts it into its envelope. */
export const toEvent = (row: LogRow, opened: Record<string, unknown>): Decoded => {
  const { id, source, type, subject, sequence, occurredAt, traceparent } = row;
  if (!isKnown(type)) return { undecodable: 'unknown type' };
  const { success, data } = catalogue[type].data.safeParse(opened);
  if (!success) return { undecodable: 'does not match its schema' };
  const envelope = {
    specversion: '1.0',
    id,
    source,
    type,
    time: occurredAt.toISOString(),
    subject,
    sequence,
  };
  return { event: { ...envelope, correlationid: traceIdOf(traceparent), traceparent, data } as AtlasEvent };
};

/** Opens personal fields and checks the data against the catalogue. */
export const createDecode = (deps: { vault: Vault; maxKeys?: number }): Decode => {
  const open = createOpenRow(deps);
  return (row) => {
    const opened = open(row);
    return 'data' in opened ? toEvent(row, opened.data) : opened;
  };
};
