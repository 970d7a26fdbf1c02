import { createHmac, randomUUIDv7 } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import { judgeTries } from './judge-tries.ts';
import { deleteTry, forgiveLogin, insertTry, lockTries, selectTries } from './queries.ts';

/** A password that may be checked now; it counts as wrong until it is settled otherwise. */
export type ShopTry = {
  /** Wrong ones this account has left, should this one be wrong. */
  attemptsLeft: number;
  /** It was right: it doesn't count, and what was wrong for this login before counts no more. */
  wasRight(): Promise<void>;
  /** It could not be checked: it doesn't count. */
  wasNotChecked(): Promise<void>;
};

export type SpendShopTry = (input: { accountId: string; login: string; network: string }) => Promise<ShopTry>;

type Deps = { database: Database; clock: Clock; vault: Vault };

/** However a login is written, its tries count together. */
const folded = (login: string): string => login.normalize('NFKC').trim().toLowerCase();

/**
 * Counts tries in PostgreSQL, per account, login and network, before anything is compared. Two at once can't share the
 * last one, a crash leaves it counted, and no load test's factor scales it.
 *
 * @throws AtlasError `rate_limited`, the same for logins that exist and that don't.
 */
export const createSpendShopTry = ({ database, clock, vault }: Deps): SpendShopTry => {
  const key = vault.deriveKey('shop-link.tries');
  const hash = (kind: 'login' | 'network', text: string) =>
    createHmac('sha256', key).update(`${kind}\0${text}`).digest();
  return async ({ accountId, login, network }) => {
    const id = randomUUIDv7();
    const loginHash = hash('login', folded(login));
    const networkHash = hash('network', network);
    const attemptsLeft = await database.transaction(async (tx) => {
      await lockTries(tx, [accountId, loginHash.toString('hex'), networkHash.toString('hex')]);
      const now = clock();
      const whose = { accountId, loginHash, networkHash, now };
      const verdict = judgeTries(await selectTries(tx, whose), now);
      if (!verdict.allowed) {
        throw new AtlasError('rate_limited', { retryAfterSeconds: verdict.retryAfterSeconds });
      }
      await insertTry(tx, { id, ...whose });
      return verdict.attemptsLeft;
    });
    return {
      attemptsLeft,
      wasRight: async () => {
        await deleteTry(database, id);
        await forgiveLogin(database, loginHash);
      },
      wasNotChecked: () => deleteTry(database, id),
    };
  };
};
