import type { Sql } from '../ports/index.ts';

/** Events that one consumer has handled, in its own schema: `<schema>.inbox (event_id uuid primary key)`. */
export type Inbox = {
  /**
   * Which of these events are new, in one statement and in the transaction of their effect. A second caller with the
   * same ones waits for the first, and gets none.
   */
  claim(tx: Sql, eventIds: readonly string[]): Promise<Set<string>>;
  /** Forgets what happened before a moment. No bus brings events again that are older than it keeps them. */
  trim(sql: Sql, before: Date): Promise<void>;
};

const trimmedAtOnce = 5000;

/** The smallest UUIDv7 of a moment. [RFC 9562, 5.7] */
const uuidAt = (at: Date): string => {
  const time = at.getTime().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
};

/** @param schema of the consumer: a name in its code, never input. */
export const createInbox = ({ schema }: { schema: string }): Inbox => ({
  claim: async (tx, eventIds) => {
    const rows = await tx.query<{ id: string }>({
      name: `${schema}_claim_events`,
      text: `insert into ${schema}.inbox (event_id) select distinct id from unnest($1::uuid[]) as e (id) order by id
             on conflict do nothing returning event_id as id`,
      values: [eventIds],
    });
    return new Set(rows.map(({ id }) => id));
  },
  trim: async (sql, before) => {
    for (let trimmed = trimmedAtOnce; trimmed === trimmedAtOnce; ) {
      const rows = await sql.query({
        text: `delete from ${schema}.inbox where event_id in (
                 select event_id from ${schema}.inbox where event_id < $1 order by event_id limit ${trimmedAtOnce})
               returning 1 as one`,
        values: [uuidAt(before)],
      });
      trimmed = rows.length;
    }
  },
});
