import type { Sql } from '@atlas/shared/ports';
import type { Known } from './what-is-known.ts';

/** The table that is read, or the one that a rebuild fills beside it. */
export type PeopleTable = 'people' | 'people_rebuilt';

/** Nobody else writes what is known of these accounts until the transaction ends. */
export const lockPeople = (tx: Sql, accountIds: readonly string[]) =>
  tx.query({
    name: 'analytics_lock_people',
    text: `select pg_advisory_xact_lock(hashtextextended('atlas.analytics.' || a.id, 0))
           from (select distinct id from unnest($1::uuid[]) as given (id) order by id) as a`,
    values: [accountIds],
  });

/** Adds what is newly known to what was: the earlier day wins, weeks come together. Writes nothing where nothing is new. */
export const mergePeople = (tx: Sql, table: PeopleTable, known: readonly Known[]) =>
  tx.query({
    name: `analytics_merge_${table}`,
    text: `insert into analytics.${table} as p
             (person, opened_on, registered_on, linked_on, protected_on, purchased_on, erased_on, active_weeks)
           select person, opened_on, registered_on, linked_on, protected_on, purchased_on, erased_on, active_weeks
           from jsonb_to_recordset($1) as k (person uuid, opened_on date, registered_on date, linked_on date,
             protected_on date, purchased_on date, erased_on date, active_weeks date[])
           order by person
           on conflict (person) do update set
             opened_on = least(p.opened_on, excluded.opened_on),
             registered_on = least(p.registered_on, excluded.registered_on),
             linked_on = least(p.linked_on, excluded.linked_on),
             protected_on = least(p.protected_on, excluded.protected_on),
             purchased_on = least(p.purchased_on, excluded.purchased_on),
             erased_on = least(p.erased_on, excluded.erased_on),
             active_weeks = coalesce(
               (select array_agg(distinct w order by w) from unnest(p.active_weeks || excluded.active_weeks) as w), '{}')
           where not (p.active_weeks @> excluded.active_weeks)
             or (p.opened_on, p.registered_on, p.linked_on, p.protected_on, p.purchased_on, p.erased_on)
               is distinct from (least(p.opened_on, excluded.opened_on), least(p.registered_on, excluded.registered_on),
                 least(p.linked_on, excluded.linked_on), least(p.protected_on, excluded.protected_on),
                 least(p.purchased_on, excluded.purchased_on), least(p.erased_on, excluded.erased_on))`,
    values: [JSON.stringify(known)],
  });

export const deletePeople = (tx: Sql, table: PeopleTable, accountIds: readonly string[]) =>
  tx.query({
    name: `analytics_delete_${table}`,
    text: `delete from analytics.${table} where person = any ($1::uuid[])`,
    values: [accountIds],
  });
