import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Clock, Database, Sql } from '../ports/index.ts';
import type { Vault } from './vault.ts';

/** The public half of notify's key, as anybody who commands notify may read it. */
export type CommandKey = { kid: string; publicJwk: JWK };

const place = (kid: string) => ({ table: 'notify.command_keys', column: 'sealed_private_key', rowId: kid });

/** The newest key: what is sealed from now on is sealed to it. Undefined until notify has started once. */
export const findCommandKey = async (sql: Sql): Promise<CommandKey | undefined> => {
  const [row] = await sql.query<CommandKey>({
    name: 'find_command_key',
    text: `select kid, public_jwk as "publicJwk" from notify.command_public_keys order by created_at desc, kid limit 1`,
  });
  return row;
};

const insertCommandKey = (sql: Sql, key: CommandKey & { sealedPrivateKey: string; now: Date }) =>
  sql.query({
    text: `insert into notify.command_keys (kid, public_jwk, sealed_private_key, created_at) values ($1, $2, $3, $4)`,
    values: [key.kid, JSON.stringify(key.publicJwk), key.sealedPrivateKey, key.now],
  });

/** Makes notify's key pair where there is none; of several processes that start at once, one does. */
export const ensureCommandKey = ({
  database,
  vault,
  clock,
}: {
  database: Database;
  vault: Vault;
  clock: Clock;
}): Promise<void> =>
  database.transaction(async (tx) => {
    await tx.query({ text: `select pg_advisory_xact_lock(hashtextextended('notify.command_keys', 0))` });
    if (await findCommandKey(tx)) return;
    const { publicKey, privateKey } = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
    const kid = randomUUID();
    const sealedPrivateKey = vault.seal(Buffer.from(JSON.stringify(await exportJWK(privateKey))), place(kid));
    await insertCommandKey(tx, {
      kid,
      publicJwk: await exportJWK(publicKey),
      sealedPrivateKey,
      now: clock(),
    });
  });

/** The private half, out of its seal. Undefined for a key that is not, or no more, notify's. @throws VaultError */
export const openCommandKey = async (sql: Sql, vault: Vault, kid: string): Promise<JWK | undefined> => {
  const [row] = await sql.query<{ sealedPrivateKey: string }>({
    text: 'select sealed_private_key as "sealedPrivateKey" from notify.command_keys where kid = $1',
    values: [kid],
  });
  return row && (JSON.parse(vault.open(row.sealedPrivateKey, place(kid)).toString('utf8')) as JWK);
};
