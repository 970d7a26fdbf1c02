import pg from 'pg';
import { AtlasError } from '../errors/index.ts';
import type { Database, Sql, Statement } from '../ports/index.ts';

export type DatabaseOptions = {
  /** `postgres://…` */
  url: string;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  /** Connections at the most (Default: 16). */
  maxConnections?: number;
  /** How long a statement may run, in ms (Default: 3000). */
  statementTimeoutMs?: number;
};

/** Connection trouble, shutdown, too many clients, time-outs: the same statement may work later. */
const transientSqlStates = /^(08|53|57P0|57014|55P03|25P03|40001|40P01)/;
const transientDriverErrors =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout)/;
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
]);

const isTransient = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const code = (error as { code?: string }).code ?? '';
  return networkCodes.has(code) || transientSqlStates.test(code) || transientDriverErrors.test(error.message);
};

const translate = (error: unknown): unknown =>
  isTransient(error)
    ? new AtlasError('unavailable', { dependency: 'postgres', retryAfterSeconds: 2 }, { cause: error })
    : error;

const int8 = 20;
/** bigint as a number: positions and counts stay far below 2^53. */
const types = {
  getTypeParser: ((oid: number, format: 'text' | 'binary') =>
    oid === int8 && format !== 'binary'
      ? Number
      : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};

type Queryable = { query(config: pg.QueryConfig): Promise<pg.QueryResult> };

const run = async <Row extends object>(on: Queryable, { name, text, values }: Statement): Promise<Row[]> => {
  try {
    const { rows } = await on.query({ ...(name ? { name } : {}), text, values: values as unknown[] });
    return rows as Row[];
  } catch (error) {
    throw translate(error);
  }
};

/** A pool on PostgreSQL. Opens no connection until the first statement. */
export const createDatabase = ({
  url,
  applicationName,
  maxConnections = 16,
  statementTimeoutMs = 3000,
}: DatabaseOptions): Database => {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: applicationName,
    max: maxConnections,
    connectionTimeoutMillis: 2000,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementTimeoutMs,
    lock_timeout: Math.min(1000, statementTimeoutMs),
    idle_in_transaction_session_timeout: 10_000,
    keepAlive: true,
    types,
  });
  // An idle connection that PostgreSQL drops reports here; the next statement gets a new one.
  pool.on('error', () => {});
  const sql = (on: Queryable): Sql => ({ query: (statement) => run(on, statement) });
  return {
    ...sql(pool),
    transaction: async (work) => {
      const client = await pool.connect().catch((error) => {
        throw translate(error);
      });
      let broken: unknown;
      // A connection that dies between statements would otherwise end the process.
      const onError = (error: Error) => {
        broken = error;
      };
      client.on('error', onError);
      try {
        await run(client, { text: 'begin' });
        const result = await work(sql(client));
        await run(client, { text: 'commit' });
        return result;
      } catch (error) {
        await client.query('rollback').catch((failure: unknown) => {
          broken ??= failure;
        });
        throw error;
      } finally {
        client.off('error', onError);
        client.release(broken !== undefined);
      }
    },
    ping: async () => {
      await run(pool, { text: 'select 1' });
    },
    close: () => pool.end(),
  };
};
