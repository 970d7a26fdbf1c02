import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../ports/index.ts';

/** A component's forward-only migrations: `NNNN_what.sql` files in one folder, applied in name order. */
export type Migrations = { component: string; directory: string };

const fileName = /^(\d{4})_[a-z0-9_]+\.sql$/;

/**
 * Brings a component's tables to the newest version. Each file runs in a transaction of its own that first
 * inserts its row, so a second process at the same moment collides there, waits, and finds it done.
 *
 * @returns the names of the files applied now.
 */
export const migrate = async (
  database: Database,
  { component, directory }: Migrations,
): Promise<string[]> => {
  await database.transaction(async (tx) => {
    // `create table if not exists` itself races; one at a time.
    await tx.query({ text: `select pg_advisory_xact_lock(hashtextextended('atlas.migrations', 0))` });
    await tx.query({
      text: `create table if not exists migrations (
        component text not null,
        name text not null,
        applied_at timestamptz not null default now(),
        primary key (component, name)
      )`,
    });
  });
  const files = (await readdir(directory)).filter((file) => file.endsWith('.sql')).sort();
  const applied: string[] = [];
  for (const file of files) {
    if (!fileName.test(file)) throw new Error(`${component}: migration ${file} is not named NNNN_what.sql`);
    const text = await readFile(join(directory, file), 'utf8');
    const isNew = await database.transaction(async (tx) => {
      const rows = await tx.query({
        text: 'insert into migrations (component, name) values ($1, $2) on conflict do nothing returning name',
        values: [component, file],
      });
      if (rows.length === 0) return false;
      await tx.query({ text: `set local statement_timeout = 0; set local lock_timeout = '10s'` });
      await tx.query({ text });
      return true;
    });
    if (isNew) applied.push(file);
  }
  return applied;
};
