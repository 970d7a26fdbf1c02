import type { Sql } from '@atlas/shared/ports';
import type { JWK } from 'jose';

export type KeyState = 'next' | 'active' | 'previous';
export type SigningKeyRow = {
  kid: string;
  state: KeyState;
  publicJwk: JWK;
  sealedPrivateKey: string;
  activatedAt: Date | null;
};

/** One process changes the ring at a time; released at the end of the transaction. */
export const lockKeys = (tx: Sql) =>
  tx.query({ text: `select pg_advisory_xact_lock(hashtextextended('atlas.signing_keys', 0))` });

export const selectKeys = (sql: Sql): Promise<SigningKeyRow[]> =>
  sql.query({
    text: `select kid, state, public_jwk as "publicJwk", sealed_private_key as "sealedPrivateKey", activated_at as "activatedAt"
           from signing_keys order by created_at`,
  });

export const insertKey = (
  tx: Sql,
  key: { kid: string; state: KeyState; publicJwk: JWK; sealedPrivateKey: string; now: Date },
) =>
  tx.query({
    text: `insert into signing_keys (kid, state, public_jwk, sealed_private_key, created_at, activated_at)
           values ($1, $2, $3, $4, $5, case when $2 = 'active' then $5::timestamptz end)`,
    values: [key.kid, key.state, JSON.stringify(key.publicJwk), key.sealedPrivateKey, key.now],
  });

export const retireActiveKey = (tx: Sql, now: Date) =>
  tx.query({
    text: `update signing_keys set state = 'previous', retired_at = $1 where state = 'active'`,
    values: [now],
  });

/** Its id; undefined when there is no next key. */
export const activateNextKey = async (tx: Sql, now: Date): Promise<string | undefined> => {
  const [row] = await tx.query<{ kid: string }>({
    text: `update signing_keys set state = 'active', activated_at = $1 where state = 'next' returning kid`,
    values: [now],
  });
  return row?.kid;
};

export const deleteKeysRetiredBefore = (tx: Sql, before: Date) =>
  tx.query({
    text: `delete from signing_keys where state = 'previous' and retired_at < $1`,
    values: [before],
  });
