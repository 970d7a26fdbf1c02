import type { Sql } from '@atlas/shared/ports';

/** True for one rebuild at a time, until the transaction ends. */
export const tryLockRebuild = async (tx: Sql): Promise<boolean> => {
  // The transaction only holds the lock while others work, for as long as they take.
  await tx.query({ text: 'set local idle_in_transaction_session_timeout = 0' });
  const [row] = await tx.query<{ isHeld: boolean }>({
    text: `select pg_try_advisory_xact_lock(hashtextextended('atlas.analytics.rebuild', 0)) as "isHeld"`,
  });
  return row?.isHeld ?? false;
};

/** An empty table beside `people`; what a rebuild before left behind goes. */
export const createShadow = (database: { transaction<T>(run: (tx: Sql) => Promise<T>): Promise<T> }) =>
  database.transaction(async (tx) => {
    await tx.query({ text: 'drop table if exists analytics.people_rebuilt' });
    await tx.query({ text: 'create table analytics.people_rebuilt (like analytics.people including all)' });
  });

/** From here to the end of the transaction nobody reads or writes what analytics knows. */
export const lockTables = async (tx: Sql) => {
  await tx.query({ text: `set local lock_timeout = '10s'` });
  await tx.query({ text: 'lock table analytics.people in access exclusive mode' });
};

/** Puts the shadow in the place of the table; the published views read it from then on. */
export const swapTables = async (tx: Sql): Promise<void> => {
  const views = await tx.query<{ name: string; definition: string }>({
    text: `select c.oid::regclass::text as name, pg_get_viewdef(c.oid) as definition from pg_class c
           where c.relnamespace = 'analytics'::regnamespace and c.relkind = 'v'`,
  });
  await tx.query({ text: 'alter table analytics.people rename to people_before' });
  await tx.query({ text: 'alter table analytics.people_rebuilt rename to people' });
  for (const { name, definition } of views)
    await tx.query({ text: `create or replace view ${name} as ${definition}` });
  await tx.query({ text: 'drop table analytics.people_before' });
};

export const countPeople = async (sql: Sql): Promise<number> => {
  const [row] = await sql.query<{ people: number }>({
    text: 'select count(*) as people from analytics.people',
  });
  return row?.people ?? 0;
};
