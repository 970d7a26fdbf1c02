import { type FactsCursor, firstFact, readFacts } from '@atlas/shared/event-log';
import type { Database, Sql } from '@atlas/shared/ports';
import { mergePeople, settleErased, wanted, whatIsKnown } from '../people/index.ts';
import { countPeople, createShadow, lockTables, swapTables, tryLockRebuild } from './queries.ts';

export type Rebuilt = { events: number; people: number };

/** Another rebuild is at it. */
export class RebuildRunsError extends Error {
  override name = 'RebuildRunsError';
}

const pageFacts = 5000;
const shadow = 'people_rebuilt';

/** Reads the log from a place to its end into the shadow. A page is a transaction: a long one would hold up every reader of the log. */
const readInto = async (sql: Sql, from: FactsCursor): Promise<{ cursor: FactsCursor; events: number }> => {
  let [cursor, events] = [from, 0];
  for (let isDone = false; !isDone; ) {
    const page = await readFacts(sql, { types: wanted, after: cursor, limit: pageFacts });
    if (page.facts.length > 0) await mergePeople(sql, shadow, whatIsKnown(page.facts));
    const ended = page.facts.filter(({ type }) => type === 'account.deleted.v1');
    await settleErased(
      sql,
      shadow,
      ended.map(({ accountId }) => accountId),
    );
    events += page.facts.length;
    cursor = page.cursor;
    isDone = page.isEnd;
  }
  return { cursor, events };
};

/**
 * Makes everything that analytics knows anew from the log alone, beside what is there, and then puts it in its place.
 * Members of the group may go on meanwhile: the end of the log is read while nobody writes, and what they bring again
 * after that is known already.
 *
 * @throws RebuildRunsError
 */
export const rebuildPeople = (database: Database): Promise<Rebuilt> =>
  database.transaction(async (lock) => {
    if (!(await tryLockRebuild(lock)))
      throw new RebuildRunsError('Another rebuild is running; wait for its end.');
    await createShadow(database);
    const { cursor, events } = await readInto(database, firstFact);
    return database.transaction(async (tx) => {
      await lockTables(tx);
      const rest = await readInto(tx, cursor);
      await swapTables(tx);
      return { events: events + rest.events, people: await countPeople(tx) };
    });
  });
