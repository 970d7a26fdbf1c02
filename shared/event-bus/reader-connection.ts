import pg from 'pg';
import type { Database, Sql, Statement } from '../ports/index.ts';

/** A connection of its own: what it locks by session is free as soon as it ends, however it ends. */
export type ReaderConnection = Pick<Database, 'query' | 'transaction'> & AsyncDisposable;

const int8 = 20;
const types = {
  getTypeParser: ((oid: number, format: 'text' | 'binary') =>
    oid === int8 && format !== 'binary'
      ? Number
      : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};

// A host that vanishes is noticed within seconds, so that another member takes over. What this session writes (the
// cursor, parked events) may be lost in a crash of the server: only together, and then the events come again.
const options = [
  'tcp_keepalives_idle=2',
  'tcp_keepalives_interval=1',
  'tcp_keepalives_count=3',
  'synchronous_commit=off',
  'statement_timeout=30000',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

/** Connects within two seconds, or rejects with the driver's error. */
export const connectReader = async (databaseUrl: string, group: string): Promise<ReaderConnection> => {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: `atlas-bus-${group}`,
    connectionTimeoutMillis: 2000,
    keepAlive: true,
    options,
    types,
  });
  // A lost connection fails the statement in flight, or the next one.
  client.on('error', () => {});
  await client.connect();
  const sql: Sql = {
    query: async <Row extends object>({ name, text, values }: Statement) => {
      const { rows } = await client.query({ ...(name ? { name } : {}), text, values: values as unknown[] });
      return rows as Row[];
    },
  };
  return {
    ...sql,
    transaction: async (run) => {
      await sql.query({ text: 'begin' });
      try {
        const result = await run(sql);
        await sql.query({ text: 'commit' });
        return result;
      } catch (error) {
        await sql.query({ text: 'rollback' }).catch(() => {});
        throw error;
      }
    },
    [Symbol.asyncDispose]: () => client.end().catch(() => {}),
  };
};
