import { randomUUIDv7 } from 'node:crypto';
import { catalogue, type EventData, type EventType } from '../events/index.ts';
import type { Clock, Database } from '../ports/index.ts';
import { newAccountKey, openAccountKey, sealPersonal, type Vault } from '../sealing/index.ts';
import { newTraceparent } from '../trace/index.ts';

export type TestEvent<T extends EventType = EventType> = {
  [K in T]: {
    subject: string;
    type: K;
    data: EventData[K];
    /** Another type in the row than the data was made for. */
    storedType?: string;
    id?: string;
    traceparent?: string;
    occurredAt?: Date;
  };
}[T];

/** Writes rows of the event log as its owner does, for tests of those who only read it. The account gets its key. */
export const createAppendEvents =
  ({ database, vault, clock }: { database: Database; vault: Vault; clock: Clock }) =>
  (events: readonly TestEvent[]): Promise<void> =>
    database.transaction(async (tx) => {
      for (const subject of [...new Set(events.map((event) => event.subject))].sort()) {
        await tx.query({
          text: `select pg_advisory_xact_lock(hashtextextended('atlas.account.' || $1, 0))`,
          values: [subject],
        });
      }
      for (const {
        subject,
        type,
        data,
        storedType = type,
        id = randomUUIDv7(),
        traceparent = newTraceparent(),
        occurredAt = clock(),
      } of events) {
        await tx.query({
          text: 'insert into account_keys (account_id, sealed_key) values ($1, $2) on conflict do nothing',
          values: [subject, newAccountKey(vault, subject).sealedKey],
        });
        const [account] = await tx.query<{ sealedKey: string }>({
          text: 'select sealed_key as "sealedKey" from account_keys where account_id = $1',
          values: [subject],
        });
        const key = openAccountKey(vault, subject, account?.sealedKey ?? '');
        await tx.query({
          text: `insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
                 select $1, $2, $7, $3, coalesce(max(sequence), 0) + 1, '/atlas/test', $4, $5, $6
                 from event_log where subject = $3`,
          values: [
            id,
            storedType,
            subject,
            occurredAt,
            traceparent,
            sealPersonal(type, id, data as EventData[typeof type], key),
            catalogue[type].topic,
          ],
        });
      }
    });
