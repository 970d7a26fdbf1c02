import { randomUUIDv7 } from 'node:crypto';
import type { Sql } from '@atlas/shared/ports';

/** What is on record beside the events of accounts. */
export type AuditAction =
  | 'broadcast.created'
  | 'broadcast.started'
  | 'broadcast.paused'
  | 'broadcast.resumed'
  | 'broadcast.stopped'
  | 'client.created'
  | 'client.secret_rotated'
  | 'client.keys_replaced'
  | 'client.changed'
  | 'delivery.replayed'
  | 'identity.phone_proved'
  | 'identity.reinstated'
  | 'merge.undone'
  | 'signing_keys.rotated';

export type AuditRecord = {
  action: AuditAction;
  /** Who did it: `operator` (a command line), `configuration`, `api`, or an id. */
  actor: string;
  /** Id of what it was done to. */
  subject: string;
  at: Date;
  /** Ids, names of services and counts; nothing personal and nothing secret. */
  data?: Readonly<Record<string, unknown>>;
};

/**
 * Puts a change that is no event of an account on record, in the transaction that makes the change. What is in the
 * event log is on record already.
 */
export const recordAudit = async (
  tx: Sql,
  { action, actor, subject, at, data = {} }: AuditRecord,
): Promise<void> => {
  await tx.query({
    text: `insert into audit_records (id, occurred_at, action, actor, subject, data) values ($1, $2, $3, $4, $5, $6)`,
    values: [randomUUIDv7(), at, action, actor, subject, JSON.stringify(data)],
  });
};
