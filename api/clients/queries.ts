import type { Sql } from '@atlas/shared/ports';
import type { Client } from './client.ts';

type NewRow = Client & { createdAt: Date };

const valuesOf = ({ clientId, name, secretHash, audiences, scopes, createdAt }: NewRow) => [
  clientId,
  name,
  secretHash,
  audiences,
  scopes,
  createdAt,
];

/** The client, or null when there is none or it was disabled: callers can't tell one from the other. */
export const findClient = async (sql: Sql, clientId: string): Promise<Client | null> => {
  const rows = await sql.query<Client>({
    name: 'find_client',
    text: `select client_id as "clientId", name, secret_hash as "secretHash", audiences, scopes
           from clients where client_id = $1 and disabled_at is null`,
    values: [clientId],
  });
  return rows[0] ?? null;
};

export const insertClient = (sql: Sql, row: NewRow) =>
  sql.query({
    text: `insert into clients (client_id, name, secret_hash, audiences, scopes, created_at) values ($1, $2, $3, $4, $5, $6)`,
    values: valuesOf(row),
  });

/**
 * Leaves `disabled_at` alone: whoever disabled a client is not overruled by a restart.
 * @returns whether the client is new; undefined when it was so already.
 */
export const upsertClient = async (sql: Sql, row: NewRow): Promise<boolean | undefined> => {
  const [written] = await sql.query<{ isNew: boolean }>({
    text: `insert into clients (client_id, name, secret_hash, audiences, scopes, created_at) values ($1, $2, $3, $4, $5, $6)
           on conflict (client_id) do update
           set name = excluded.name, secret_hash = excluded.secret_hash, audiences = excluded.audiences, scopes = excluded.scopes
           where (clients.name, clients.secret_hash, clients.audiences, clients.scopes)
             is distinct from (excluded.name, excluded.secret_hash, excluded.audiences, excluded.scopes)
           returning xmax = 0 as "isNew"`,
    values: valuesOf(row),
  });
  return written?.isNew;
};
