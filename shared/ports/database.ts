import { AtlasError } from '../errors/index.ts';

/** One SQL statement. With a `name` it is prepared once per connection and reused: name every hot one. */
export type Statement = { name?: string; text: string; values?: readonly unknown[] };

/** Something that runs statements: the pool, or one transaction. */
export interface Sql {
  query<Row extends object>(statement: Statement): Promise<Row[]>;
}

/**
 * PostgreSQL, and nothing else. A lost or refused connection, a full pool or a statement that ran too
 * long is `AtlasError('unavailable', { dependency: 'postgres' })`; every other failure is the driver's own.
 */
export interface Database extends Sql {
  /** Commits when `run` resolves, rolls back when it rejects. READ COMMITTED. */
  transaction<T>(run: (tx: Sql) => Promise<T>): Promise<T>;
  /** Resolves when PostgreSQL answers within a second; rejects with `unavailable` otherwise. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** SQLSTATEs of lock and statement time-outs, serialization failures and deadlocks. */
const contention = new Set(['55P03', '57014', '40001', '40P01']);

const sqlStateOf = ({ cause }: AtlasError): string => String((cause as { code?: unknown } | undefined)?.code);
const isUnavailable = (error: unknown): error is AtlasError =>
  error instanceof AtlasError && error.code === 'unavailable';

/** Whether PostgreSQL is away, as opposed to busy with what a statement wanted: then another statement may succeed. */
export const isDatabaseAway = (error: unknown): boolean =>
  isUnavailable(error) && !contention.has(sqlStateOf(error));

/** Whether somebody else held what a statement wanted for too long: the same may succeed now, and nothing was written. */
export const isContended = (error: unknown): boolean =>
  isUnavailable(error) && contention.has(sqlStateOf(error));
