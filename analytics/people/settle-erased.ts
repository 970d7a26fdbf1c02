import { readFactsOf } from '@atlas/shared/event-log';
import type { Sql } from '@atlas/shared/ports';
import { deletePeople, mergePeople, type PeopleTable } from './queries.ts';
import { wanted, whatIsKnown } from './what-is-known.ts';

/**
 * Cuts what is known of erased accounts loose from them: the row goes on to count, under the id of the event that ended
 * the account. It is made from the log, because events of an erased person are carried no more, and some of them may
 * not have come before that.
 */
export const settleErased = async (
  tx: Sql,
  table: PeopleTable,
  accountIds: readonly string[],
): Promise<void> => {
  if (accountIds.length === 0) return;
  const facts = await readFactsOf(tx, { types: wanted, accountIds });
  const ends = new Map(
    facts.filter(({ type }) => type === 'account.deleted.v1').map(({ accountId, id }) => [accountId, id]),
  );
  const settled = whatIsKnown(facts).flatMap((known) => {
    const end = ends.get(known.person);
    return end ? [{ ...known, person: end }] : [];
  });
  await deletePeople(tx, table, [...ends.keys()]);
  await mergePeople(tx, table, settled);
};
