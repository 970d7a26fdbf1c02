import { randomUUIDv7 } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import { catalogue, type EventData, type EventType } from '@atlas/shared/events';
import type { Clock, Sql } from '@atlas/shared/ports';
import { openAccountKey, sealPersonal, type Vault } from '@atlas/shared/sealing';
import { publishTimeline, traceIdOf } from '@atlas/shared/trace';

export type NewEvent = { [T in EventType]: { type: T; data: EventData[T] } }[EventType];

export type EventLog = {
  /**
   * Appends to an account's history inside the caller's transaction, after `lockAccount`.
   * @throws AtlasError `account_not_found` when the account has no key (it was erased).
   */
  append(
    tx: Sql,
    accountId: string,
    events: readonly NewEvent[],
    context: { traceparent: string },
  ): Promise<void>;
  /** Tells readers in this process that something was committed. */
  wake(): void;
};

/**
 * First statement of every command on an account. It takes no transaction id, so ids follow the order of the
 * lock, and readers that go by id see an account's events in order.
 */
export const lockAccount = (tx: Sql, accountId: string) =>
  tx.query({
    name: 'lock_account',
    text: `select pg_advisory_xact_lock(hashtextextended('atlas.account.' || $1, 0))`,
    values: [accountId],
  });

const selectState = async (tx: Sql, accountId: string): Promise<{ sealedKey: string; sequence: number }> => {
  const [row] = await tx.query<{ sealedKey: string; sequence: number }>({
    name: 'event_log_state',
    text: `select sealed_key as "sealedKey", (select coalesce(max(sequence), 0) from event_log where subject = $1) as sequence
           from account_keys where account_id = $1`,
    values: [accountId],
  });
  if (!row) throw new AtlasError('account_not_found');
  return row;
};

const insert = (tx: Sql, rows: readonly object[]) =>
  tx.query({
    name: 'event_log_insert',
    text: `insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
           select id, type, topic, subject, sequence, source, occurred_at, traceparent, data
           from jsonb_to_recordset($1) as e (id uuid, type text, topic text, subject uuid, sequence integer, source text,
             occurred_at timestamptz, traceparent text, data jsonb)
           order by sequence`,
    values: [JSON.stringify(rows)],
  });

/** From the commit on nobody can read what is personal in this account's history, and nothing can be added to it. */
export const destroyAccountKey = (tx: Sql, accountId: string) =>
  tx.query({ text: 'delete from account_keys where account_id = $1', values: [accountId] });

/** The one append-only history: state and event commit together, or not at all. */
export const createEventLog = ({
  vault,
  clock,
  onCommitted,
}: {
  vault: Vault;
  clock: Clock;
  onCommitted: () => void;
}): EventLog => ({
  append: async (tx, accountId, events, { traceparent }) => {
    const { sealedKey, sequence } = await selectState(tx, accountId);
    const key = openAccountKey(vault, accountId, sealedKey);
    const occurredAt = clock().toISOString();
    const rows = events.map(({ type, data }, index) => {
      const id = randomUUIDv7();
      return {
        id,
        type,
        topic: catalogue[type].topic,
        subject: accountId,
        sequence: sequence + index + 1,
        source: '/atlas/api',
        occurred_at: occurredAt,
        traceparent,
        data: sealPersonal(type, id, data as EventData[typeof type], key),
      };
    });
    await insert(tx, rows);
    for (const { id, type } of rows)
      publishTimeline({ step: 'event', name: type, id, correlationId: traceIdOf(traceparent) });
  },
  wake: onCommitted,
});
