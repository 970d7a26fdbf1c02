import { createDatabase } from '@atlas/shared/postgres';

/** What a test does to the event log, and reads of it, behind everybody's back. */
export type LogBook = AsyncDisposable & {
  /** An event that no schema fits, as the account's next one. */
  appendPoison(accountId: string): Promise<void>;
  parked(): Promise<{ group: string; reason: string }[]>;
  /** The relay, stopped meanwhile, begins at the beginning again. */
  rewindRelay(): Promise<void>;
  /** Whether Kafka holds as many records as the log has events. */
  publishedOnce(): Promise<boolean>;
};

export const createLogBook = (databaseUrl: string): LogBook => {
  const database = createDatabase({ url: databaseUrl, applicationName: 'log-book', maxConnections: 2 });
  return {
    appendPoison: (accountId) =>
      database.transaction(async (tx) => {
        await tx.query({
          text: `select pg_advisory_xact_lock(hashtextextended('atlas.account.' || $1, 0))`,
          values: [accountId],
        });
        await tx.query({
          text: `insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
                 select uuidv7(), 'order.paid.v1', 'atlas.orders', $1, max(sequence) + 1, '/atlas/orders', now(),
                   '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', '{"totalMinor":"a lot"}'
                 from event_log where subject = $1`,
          values: [accountId],
        });
      }),
    parked: () =>
      database.query({ text: 'select distinct consumer_group as "group", reason from bus_parked' }),
    rewindRelay: async () => {
      await database.query({
        text: `update bus_cursors set transaction_id = '0', position = 0 where consumer_group = 'relay:kafka'`,
      });
    },
    publishedOnce: async () => {
      const [row] = await database.query<{ records: number; events: number }>({
        text: `select (select sum(value::bigint)::int from bus_cursors c, jsonb_each_text(c.published)
                       where c.consumer_group = 'relay:kafka') as records,
                 (select count(*)::int from event_log) as events`,
      });
      return row?.records === row?.events;
    },
    [Symbol.asyncDispose]: () => database.close(),
  };
};
