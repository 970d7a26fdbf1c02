import { randomUUIDv7 } from 'node:crypto';
import { AtlasError } from '../errors/index.ts';
import { catalogue, type EventData, type EventType } from '../events/index.ts';
import type { Clock, Sql } from '../ports/index.ts';
import { openAccountKey, sealPersonal, type Vault } from '../sealing/index.ts';
import { publishTimeline, traceIdOf } from '../trace/index.ts';
import { type AccountState, selectAccountStates } from './account-state.ts';

export type NewEvent = { [T in EventType]: { type: T; data: EventData[T] } }[EventType];

/** What is new in one account's history. */
export type Appended = { accountId: string; events: readonly NewEvent[]; traceparent: string };

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
  /**
   * `append` for many accounts in as few statements as for one, after `lockAccounts`; each account once.
   * @throws AtlasError `account_not_found` when one of them has no key.
   */
  appendAll(tx: Sql, appended: readonly Appended[]): Promise<void>;
  /** Tells readers in this process that something was committed. */
  wake(): void;
};

type EventLogDeps = {
  vault: Vault;
  clock: Clock;
  /** CloudEvents `source` of what is appended, for instance `/atlas/api`. */
  source: string;
  onCommitted: () => void;
};

const insert = (tx: Sql, rows: readonly object[]) =>
  tx.query({
    name: 'event_log_insert',
    text: `insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
           select id, type, topic, subject, sequence, source, occurred_at, traceparent, data
           from jsonb_to_recordset($1) as e (id uuid, type text, topic text, subject uuid, sequence integer, source text,
             occurred_at timestamptz, traceparent text, data jsonb)
           order by subject, sequence`,
    values: [JSON.stringify(rows)],
  });

const createSeal =
  (vault: Vault) =>
  ({ accountId, sealedKey }: AccountState) => {
    let key: ReturnType<typeof openAccountKey> | undefined;
    return ({ type, data }: NewEvent, id: string): object => {
      if (catalogue[type].personal.length === 0) return data;
      key ??= openAccountKey(vault, accountId, sealedKey);
      return sealPersonal(type, id, data as EventData[typeof type], key);
    };
  };

/** The one append-only history: state and event commit together, or not at all. */
export const createEventLog = ({ vault, clock, source, onCommitted }: EventLogDeps): EventLog => {
  const sealFor = createSeal(vault);

  const rowsOf = ({ accountId, events, traceparent }: Appended, state: AccountState, occurredAt: string) => {
    const seal = sealFor(state);
    return events.map((event, index) => {
      const id = randomUUIDv7();
      return {
        id,
        type: event.type,
        topic: catalogue[event.type].topic,
        subject: accountId,
        sequence: state.sequence + index + 1,
        source,
        occurred_at: occurredAt,
        traceparent,
        data: seal(event, id),
      };
    });
  };

  const appendAll: EventLog['appendAll'] = async (tx, appended) => {
    const states = await selectAccountStates(
      tx,
      appended.map(({ accountId }) => accountId),
    );
    const occurredAt = clock().toISOString();
    const rows = appended.flatMap((each) => {
      const state = states.get(each.accountId);
      if (!state) throw new AtlasError('account_not_found');
      return rowsOf(each, state, occurredAt);
    });
    await insert(tx, rows);
    for (const { id, type, traceparent } of rows)
      publishTimeline({ step: 'event', name: type, id, correlationId: traceIdOf(traceparent) });
  };

  return {
    append: (tx, accountId, events, { traceparent }) => appendAll(tx, [{ accountId, events, traceparent }]),
    appendAll,
    wake: onCommitted,
  };
};
