import { generateKeyPairSync } from 'node:crypto';
import type { Clock, Database, Sql } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { recordAudit } from '../audit/index.ts';
import {
  activateNextKey,
  deleteKeysRetiredBefore,
  insertKey,
  type KeyState,
  lockKeys,
  retireActiveKey,
  selectKeys,
} from './queries.ts';

type Deps = { database: Database; vault: Vault; clock: Clock };

/** A retired key stays published until the longest token it signed (15 min) has ended, and an hour more. */
const keepRetiredSeconds = 3600 + 900;

const makeKey = async (tx: Sql, vault: Vault, state: KeyState, now: Date): Promise<string> => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicJwk = publicKey.export({ format: 'jwk' }) as JWK;
  const kid = await calculateJwkThumbprint(publicJwk);
  await insertKey(tx, {
    kid,
    state,
    publicJwk: { ...publicJwk, kid, alg: 'ES256', use: 'sig' },
    sealedPrivateKey: vault.seal(privateKey.export({ format: 'der', type: 'pkcs8' }), {
      table: 'signing_keys',
      column: 'sealed_private_key',
      rowId: kid,
    }),
    now,
  });
  return kid;
};

/** Makes the first `active` and `next` key where they are missing; any number of processes may start at once. */
export const ensureKeys = async ({ database, vault, clock }: Deps): Promise<void> => {
  await database.transaction(async (tx) => {
    await lockKeys(tx);
    const states = new Set((await selectKeys(tx)).map(({ state }) => state));
    for (const state of ['active', 'next'] as const) {
      if (!states.has(state)) await makeKey(tx, vault, state, clock());
    }
  });
};

/** next → active → previous, and a new next. Tokens signed before stay valid to their end. */
export const rotateKeys = async ({
  database,
  vault,
  clock,
  actor = 'api',
}: Deps & { actor?: 'api' | 'operator' }): Promise<void> => {
  await database.transaction(async (tx) => {
    await lockKeys(tx);
    const now = clock();
    await retireActiveKey(tx, now);
    const activeKid = await activateNextKey(tx, now);
    const nextKid = await makeKey(tx, vault, 'next', now);
    await deleteKeysRetiredBefore(tx, new Date(now.getTime() - keepRetiredSeconds * 1000));
    const subject = activeKid ?? nextKid;
    await recordAudit(tx, { action: 'signing_keys.rotated', actor, subject, at: now, data: { nextKid } });
  });
};
