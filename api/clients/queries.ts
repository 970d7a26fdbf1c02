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

/** Leaves `disabled_at` alone: whoever disabled a client is not overruled by a restart. */
export const upsertClient = (sql: Sql, row: NewRow) =>
  sql.query({
    text: `insert into clients (client_id, name, secret_hash, audiences, scopes, created_at) values ($1, $2, $3, $4, $5, $6)
           on conflict (client_id) do update
           set name = excluded.name, secret_hash = excluded.secret_hash, audiences = excluded.audiences, scopes = excluded.scopes`,
    values: valuesOf(row),
  });
