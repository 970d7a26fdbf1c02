import type { EventType } from '../events/index.ts';
import type { Sql } from '../ports/index.ts';

/** That something happened to an account, without what: nothing in it is sealed, so it outlives the account's key. */
export type Fact = { id: string; type: EventType; accountId: string; at: Date };

/** A place in the log; transaction ids are 64 bits wide, and text. */
export type FactsCursor = { transactionId: string; position: number };
export const firstFact: FactsCursor = { transactionId: '0', position: 0 };

const columns = `l.id, l.type, l.subject as "accountId", l.occurred_at as at`;

/** The next facts of these types past the cursor, as far as everything before them has been committed. */
export const readFacts = async (
  sql: Sql,
  { types, after, limit }: { types: readonly EventType[]; after: FactsCursor; limit: number },
): Promise<{ facts: Fact[]; cursor: FactsCursor; isEnd: boolean }> => {
  const rows = await sql.query<Fact & FactsCursor>({
    // The id is cast to text outside: inside, it would sort as text.
    text: `select e."transactionId"::text as "transactionId", e.position, e.id, e.type, e."accountId", e.at
           from (
             select l.transaction_id as "transactionId", l.position, ${columns} from event_log l
             where (l.transaction_id, l.position) > ($1::xid8, $2::bigint)
               and l.transaction_id < pg_snapshot_xmin(pg_current_snapshot()) and l.type = any ($3)
             order by l.transaction_id, l.position limit $4
           ) e
           order by e."transactionId", e.position`,
    values: [after.transactionId, after.position, types, limit],
  });
  const last = rows.at(-1);
  return {
    facts: rows.map(({ id, type, accountId, at }) => ({ id, type, accountId, at })),
    cursor: last ? { transactionId: last.transactionId, position: last.position } : after,
    isEnd: rows.length < limit,
  };
};

/** All facts of these types about some accounts, each account's in order. */
export const readFactsOf = (
  sql: Sql,
  { types, accountIds }: { types: readonly EventType[]; accountIds: readonly string[] },
): Promise<Fact[]> =>
  sql.query({
    text: `select ${columns} from event_log l
           where l.subject = any ($1::uuid[]) and l.type = any ($2) order by l.subject, l.sequence`,
    values: [accountIds, types],
  });
