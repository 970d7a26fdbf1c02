import { createPrivateKey, type KeyObject } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import type { Vault } from '@atlas/shared/sealing';
import type { JWK } from 'jose';
import { type SigningKeyRow, selectKeys } from './queries.ts';
import { ensureKeys, rotateKeys } from './rotate-keys.ts';

export type SigningKey = { kid: string; privateKey: KeyObject; publicJwk: JWK };

/** The keys in force, held in memory; the database is asked every 30 s, never while a token is made. */
export type KeyRing = {
  /** The key that signs now. */
  active(): SigningKey;
  /** Every published key: next, active and previous. [RFC 7517] */
  publicJwks(): { keys: JWK[] };
  /**
   * A published key by its `kid`, or null. One that is not known here may be another process's newest: the ring is then
   * read anew, every 5 s at the most.
   */
  find(kid: string): Promise<JWK | null>;
  /** Called after the set of keys, or the active one, changed. */
  onChange(listener: () => void): void;
  /** Reads the ring anew, as after `npm run keys:rotate`. */
  reload(): Promise<void>;
  stop(): void;
};

type Deps = { database: Database; vault: Vault; clock: Clock; logger: Logger };

const reloadMs = 30_000;
const askAgainSeconds = 5;
const rotateAfterSeconds = 30 * 24 * 3600;

/** Loads the ring, making the first keys where there are none, and rotates it when the active key is 30 days old. */
export const createKeyRing = async (deps: Deps): Promise<KeyRing> => {
  const { database, vault, clock, logger } = deps;
  const listeners = new Set<() => void>();
  let active: SigningKey | undefined;
  let jwks: { keys: JWK[] } = { keys: [] };

  const toSigningKey = ({ kid, publicJwk, sealedPrivateKey }: SigningKeyRow): SigningKey => ({
    kid,
    publicJwk,
    privateKey: createPrivateKey({
      key: vault.open(sealedPrivateKey, { table: 'signing_keys', column: 'sealed_private_key', rowId: kid }),
      format: 'der',
      type: 'pkcs8',
    }),
  });

  const fingerprint = () => `${active?.kid} ${jwks.keys.map(({ kid }) => kid).join(' ')}`;

  const reload = async () => {
    const rows = await selectKeys(database);
    const row = rows.find(({ state }) => state === 'active');
    if (!row) return;
    const before = fingerprint();
    if (row.kid !== active?.kid) active = toSigningKey(row);
    jwks = { keys: rows.map(({ publicJwk }) => publicJwk) };
    if (fingerprint() !== before) for (const listener of listeners) listener();
  };

  const rotateWhenDue = async () => {
    const row = (await selectKeys(database)).find(({ state }) => state === 'active');
    const ageSeconds = row?.activatedAt ? (clock().getTime() - row.activatedAt.getTime()) / 1000 : 0;
    if (ageSeconds < rotateAfterSeconds) return;
    await rotateKeys(deps);
    logger.info({ ageSeconds }, 'signing key rotated');
  };

  let askedAtMs = Number.NEGATIVE_INFINITY;
  const known = (kid: string) => jwks.keys.find((key) => key.kid === kid) ?? null;
  const find = async (kid: string): Promise<JWK | null> => {
    const nowMs = clock().getTime();
    if (known(kid) || nowMs - askedAtMs < askAgainSeconds * 1000) return known(kid);
    askedAtMs = nowMs;
    await reload();
    return known(kid);
  };

  await ensureKeys(deps);
  await rotateWhenDue();
  await reload();
  const timer = setInterval(() => {
    // Keys in memory go on signing while PostgreSQL is away.
    rotateWhenDue()
      .then(reload)
      .catch((error: unknown) => logger.warn({ error }, 'signing keys not reloaded'));
  }, reloadMs);
  timer.unref();

  return {
    active: () => {
      if (!active) throw new AtlasError('unavailable', { dependency: 'signing keys' });
      return active;
    },
    publicJwks: () => jwks,
    find,
    onChange: (listener) => void listeners.add(listener),
    reload,
    stop: () => clearInterval(timer),
  };
};
