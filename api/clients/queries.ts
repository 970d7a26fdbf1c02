import type { Sql } from '@atlas/shared/ports';
import type { Client, ClientCredentials, ClientKeys } from './client.ts';

export type NewRow = {
  clientId: string;
  name: string;
  secretHash: Buffer | null;
  jwks: ClientKeys | null;
  audiences: readonly string[];
  scopes: readonly string[];
  createdAt: Date;
};

type ClientRow = Omit<NewRow, 'createdAt'> & {
  previousSecretHash: Buffer | null;
  previousJwks: ClientKeys | null;
};

const credentialsOf = (row: ClientRow): ClientCredentials =>
  row.jwks
    ? { kind: 'keys', keys: [...row.jwks.keys, ...(row.previousJwks?.keys ?? [])] }
    : {
        kind: 'secret',
        hashes: [row.secretHash, row.previousSecretHash].filter((hash) => hash !== null),
      };

/** The clients of these ids; those that are not there or were disabled are left out alike. */
export const selectClients = async (
  sql: Sql,
  clientIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, Client>> => {
  const rows = await sql.query<ClientRow>({
    name: 'find_clients',
    text: `select client_id as "clientId", name, secret_hash as "secretHash", jwks, audiences, scopes,
             case when previous_until > $2 then previous_secret_hash end as "previousSecretHash",
             case when previous_until > $2 then previous_jwks end as "previousJwks"
           from clients where client_id = any ($1) and disabled_at is null`,
    values: [clientIds, now],
  });
  return new Map(
    rows.map((row) => {
      const { clientId, name, audiences, scopes } = row;
      return [clientId, { clientId, name, credentials: credentialsOf(row), audiences, scopes }];
    }),
  );
};

export const insertClient = (sql: Sql, row: NewRow) =>
  sql.query({
    text: `insert into clients (client_id, name, secret_hash, jwks, audiences, scopes, created_at)
           values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [
      row.clientId,
      row.name,
      row.secretHash,
      row.jwks && JSON.stringify(row.jwks),
      row.audiences,
      row.scopes,
      row.createdAt,
    ],
  });

/**
 * Leaves `disabled_at` alone: whoever disabled a client is not overruled by a restart.
 * @returns whether the client is new; undefined when it was so already.
 */
export const upsertClient = async (
  sql: Sql,
  row: Omit<NewRow, 'jwks'> & { secretHash: Buffer },
): Promise<boolean | undefined> => {
  const [written] = await sql.query<{ isNew: boolean }>({
    text: `insert into clients (client_id, name, secret_hash, audiences, scopes, created_at) values ($1, $2, $3, $4, $5, $6)
           on conflict (client_id) do update
           set name = excluded.name, secret_hash = excluded.secret_hash, jwks = null,
             audiences = excluded.audiences, scopes = excluded.scopes
           where (clients.name, clients.secret_hash, clients.audiences, clients.scopes)
             is distinct from (excluded.name, excluded.secret_hash, excluded.audiences, excluded.scopes)
           returning xmax = 0 as "isNew"`,
    values: [row.clientId, row.name, row.secretHash, row.audiences, row.scopes, row.createdAt],
  });
  return written?.isNew;
};

/**
 * Puts a client's credentials in place of those it has, which stay good until `previousUntil`. False when there is no
 * such client, or it authenticates the other way.
 */
export const replaceCredentials = async (
  sql: Sql,
  values: { clientId: string; secretHash: Buffer | null; jwks: ClientKeys | null; previousUntil: Date },
): Promise<boolean> => {
  const rows = await sql.query({
    text: `update clients set
             previous_secret_hash = secret_hash, previous_jwks = jwks, previous_until = $4,
             secret_hash = $2, jwks = $3
           where client_id = $1 and disabled_at is null and (secret_hash is null) = ($2::bytea is null)
           returning client_id`,
    values: [
      values.clientId,
      values.secretHash,
      values.jwks && JSON.stringify(values.jwks),
      values.previousUntil,
    ],
  });
  return rows.length > 0;
};

/** True for exactly one use of a client assertion, however many processes are shown it at once. */
export const claimAssertion = async (sql: Sql, fingerprint: string, expiresAt: Date): Promise<boolean> => {
  const rows = await sql.query({
    name: 'claim_client_assertion',
    text: `insert into client_assertions (fingerprint, expires_at) values ($1, $2)
           on conflict (fingerprint) do nothing returning fingerprint`,
    values: [fingerprint, expiresAt],
  });
  return rows.length > 0;
};
