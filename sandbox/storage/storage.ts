import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { schemas } from './schema.ts';

/** The sandbox's own database: synchronous, one process, no server. */
export type Storage = {
  all<Row extends object>(sql: string, ...values: SQLInputValue[]): Row[];
  get<Row extends object>(sql: string, ...values: SQLInputValue[]): Row | undefined;
  run(sql: string, ...values: SQLInputValue[]): { changes: number; lastId: number };
  /** All of it is kept, or none. */
  transaction<T>(work: () => T): T;
  /** A named value, as JSON; undefined when it was never set. */
  setting<T>(name: string): T | undefined;
  setSetting(name: string, value: unknown): void;
  removeSetting(name: string): void;
  close(): void;
};

const open = (path: string): DatabaseSync => {
  const database = new DatabaseSync(path);
  // WAL outlives a kill -9: what was committed is in the operating system's hands.
  database.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on');
  const { user_version: version } = database.prepare('pragma user_version').get() as { user_version: number };
  if (version > schemas.length)
    throw new Error(`${path} was written by a newer Atlas. Move it away to begin anew.`);
  const missing = schemas.slice(version).join('\n');
  if (missing) database.exec(`begin; ${missing}; pragma user_version = ${schemas.length}; commit`);
  return database;
};

/** Opens (or makes) the file; `:memory:` keeps nothing. */
export const openStorage = (path: string): Storage => {
  const database = open(path);
  const prepared = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = prepared.get(sql);
    if (known) return known;
    const statement = database.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };
  const get = <Row extends object>(sql: string, ...values: SQLInputValue[]) =>
    prepare(sql).get(...values) as Row | undefined;
  const run = (sql: string, ...values: SQLInputValue[]) => {
    const { changes, lastInsertRowid } = prepare(sql).run(...values);
    return { changes: Number(changes), lastId: Number(lastInsertRowid) };
  };
  return {
    get,
    run,
    all: <Row extends object>(sql: string, ...values: SQLInputValue[]) =>
      prepare(sql).all(...values) as Row[],
    transaction: (work) => {
      if (database.isTransaction) return work();
      database.exec('begin immediate');
      try {
        const result = work();
        database.exec('commit');
        return result;
      } catch (error) {
        database.exec('rollback');
        throw error;
      }
    },
    setting: <T>(name: string) => {
      const row = get<{ value: string }>('select value from setting where name = ?', name);
      return row && (JSON.parse(row.value) as T);
    },
    setSetting: (name, value) =>
      void run('insert or replace into setting values (?, ?)', name, JSON.stringify(value)),
    removeSetting: (name) => void run('delete from setting where name = ?', name),
    close: () => database.close(),
  };
};
