import type { Database } from '@atlas/shared/ports';
import type { StoredUpdate } from './worker.ts';

type Deps = {
  database: Database;
  messenger: 'telegram' | 'whatsapp' | 'wechat';
  /** The column that tells whose an update is, where several bots, numbers or apps share the table. */
  column: 'bot_id' | 'phone_number_id' | 'app_id';
  /** Whose they are here. */
  value: string;
  /** Set to null with the body once the update is handled. */
  forgets?: readonly 'person'[];
};

/** What becomes of stored updates, the same in every messenger's table, `bots.<messenger>_updates`. */
export const createKeptUpdates = ({ database, messenger, column, value, forgets = [] }: Deps) => {
  const table = `bots.${messenger}_updates`;
  const forgotten = ['body', 'outcome', 'failure', ...forgets].map((name) => `${name} = null`).join(', ');
  return {
    /** Handled: only the id stays, to know a repeat by. */
    finish: ({ updateId }: StoredUpdate, now: Date) =>
      database.query({
        name: `bots_finish_${messenger}_update`,
        text: `update ${table} set state = 'handled', finished_at = $3, ${forgotten}
               where ${column} = $1 and update_id = $2`,
        values: [value, updateId, now],
      }),
    retry: ({ updateId }: StoredUpdate, { retryAt, failure }: { retryAt: Date; failure: string }) =>
      database.query({
        text: `update ${table} set next_attempt_at = $3, failure = $4
               where ${column} = $1 and update_id = $2 and state = 'waiting'`,
        values: [value, updateId, retryAt, failure],
      }),
    park: ({ updateId }: StoredUpdate, { now, failure }: { now: Date; failure: string }) =>
      database.query({
        text: `update ${table} set state = 'parked', finished_at = $3, failure = $4
               where ${column} = $1 and update_id = $2`,
        values: [value, updateId, now, failure],
      }),
    /** Removes what no vendor repeats any more, whosever it is, some at a time; answers how many. */
    deleteBefore: async (before: Date, limit = 5000): Promise<number> => {
      const rows = await database.query({
        text: `delete from ${table} where (${column}, update_id) in (
                 select ${column}, update_id from ${table}
                 where received_at < $1 and state <> 'waiting' order by received_at limit $2)
               returning update_id`,
        values: [before, limit],
      });
      return rows.length;
    },
    countWaiting: async (): Promise<number> => {
      const [row] = await database.query<{ count: number }>({
        text: `select count(*) from ${table} where ${column} = $1 and state = 'waiting'`,
        values: [value],
      });
      return row?.count ?? 0;
    },
  };
};
