import { type AtlasEvent, catalogue, type EventType } from '../events/index.ts';
import { type AccountKey, openAccountKey, openPersonal, type Vault } from '../sealing/index.ts';
import { traceIdOf } from '../trace/index.ts';
import type { LogRow } from './log-row.ts';

/**
 * What a row of the log is to a consumer: an event; `undecodable` with the reason in a few words; or `erased`,
 * when it is about a person whose key was destroyed, so that nobody is told about them any more.
 */
export type Decoded = { event: AtlasEvent } | { undecodable: string } | { erased: true };

export type Decode = (row: LogRow) => Decoded;

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

/** Opens personal fields and checks the data against the catalogue. */
export const createDecode = ({ vault, maxKeys = 10_000 }: { vault: Vault; maxKeys?: number }): Decode => {
  const keyOf = createKeyCache(vault, maxKeys);

  const open = (row: LogRow, type: EventType): Record<string, unknown> | null => {
    if (catalogue[type].personal.length === 0) return row.data as Record<string, unknown>;
    return row.sealedKey === null
      ? null
      : openPersonal(type, row.id, row.data, keyOf(row.subject, row.sealedKey));
  };

  return (row) => {
    const { id, source, type, subject, sequence, occurredAt, traceparent } = row;
    if (!isKnown(type)) return { undecodable: 'unknown type' };
    let opened: Record<string, unknown> | null;
    try {
      opened = open(row, type);
    } catch {
      return { undecodable: 'does not open' };
    }
    if (!opened) return { erased: true };
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
};
