import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

export type AuditSource = 'event' | 'record';

/** Where a chained row lives. Transaction ids are 64 bits wide, so they travel as text. */
export type Place = { source: AuditSource; transactionId: string; position: number };

/** A row of event_log or audit_records as text, to the microsecond and the last digit: what its hash covers. */
export type SourceRow = Place & {
  id: string;
  at: string;
  type: string;
  actor: string;
  subject: string;
  sequence: number | null;
  topic: string | null;
  traceparent: string | null;
  data: string;
};

/** The hash before the first entry. */
export const genesis: Buffer = Buffer.alloc(32);

/** SHA-256(hash before ‖ canonical JSON [RFC 8785] of the entry). */
export const hashEntry = (previous: Uint8Array, seq: number, row: SourceRow): Buffer =>
  createHash('sha256')
    .update(previous)
    .update(canonicalize({ seq, ...row }) as string)
    .digest();

/** Order of the chain: by transaction, events before records, then by position. Negative when `a` comes first. */
export const comparePlaces = (a: Place, b: Place): number => {
  const [first, second] = [BigInt(a.transactionId), BigInt(b.transactionId)];
  if (first !== second) return first < second ? -1 : 1;
  if (a.source !== b.source) return a.source < b.source ? -1 : 1;
  return a.position - b.position;
};
