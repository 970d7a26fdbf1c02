import { setTimeout as sleep } from 'node:timers/promises';
import { AtlasError } from '@atlas/shared/errors';
import type { Database, LegacyShop } from '@atlas/shared/ports';
import type { ShopCredentials } from '@atlas/shared/wire';
import { type EventLog, lockAccount } from '../event-log/index.ts';
import type { Caller, RequestContext } from '../http/index.ts';
import type { ShopTry, SpendShopTry } from './shop-tries.ts';

export type ProveShopAccount = (input: {
  credentials: ShopCredentials;
  caller: Pick<Caller, 'accountId' | 'sessionId'>;
  context: RequestContext;
}) => Promise<{ customerId: string; shop: LegacyShop }>;

type Deps = {
  /** Null: linking is off. */
  shop: LegacyShop | null;
  spendTry: SpendShopTry;
  database: Database;
  eventLog: EventLog;
  /** A refusal is answered when so many ms, or a multiple of them, are over: what the shop took for it doesn't show. */
  answerEveryMs: number;
};

/** Rests until the next multiple of `everyMs` since `startedAtMs`. */
const untilNextTick = async (startedAtMs: number, everyMs: number): Promise<void> => {
  if (everyMs <= 0) return;
  const elapsedMs = performance.now() - startedAtMs;
  await sleep(Math.ceil(elapsedMs / everyMs) * everyMs - elapsedMs);
};

/**
 * Checks a login and password at the old shop, once, counted before it is done. They are handed on and kept nowhere.
 *
 * @throws AtlasError `shop_not_configured`; `rate_limited`; `shop_unavailable`, which doesn't count; and for an unknown
 *   login, a wrong password and a locked account `invalid_credentials`, at the same time, with what the caller has left.
 */
export const createProveShopAccount = (deps: Deps): ProveShopAccount => {
  const { shop, spendTry, database, eventLog, answerEveryMs } = deps;

  const check = async (
    shopTry: ShopTry,
    { login, password }: ShopCredentials,
    { traceparent }: RequestContext,
  ): Promise<string | null> => {
    try {
      return await (shop as LegacyShop).verify(login, password, { traceparent });
    } catch (error) {
      await shopTry.wasNotChecked();
      throw error;
    }
  };

  /** The account's last try was wrong: its holder should know, for it may not have been them. */
  const warn = async (
    { accountId, sessionId }: Pick<Caller, 'accountId' | 'sessionId'>,
    context: RequestContext,
  ) => {
    await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      const data = { kind: 'shop_password_guessed' as const, sessionId, confirmationId: null };
      await eventLog.append(tx, accountId, [{ type: 'suspicious.activity.v1', data }], context);
    });
    eventLog.wake();
  };

  return async ({ credentials, caller, context }) => {
    if (!shop) throw new AtlasError('shop_not_configured');
    const startedAtMs = performance.now();
    const shopTry = await spendTry({
      accountId: caller.accountId,
      login: credentials.login,
      network: context.network,
    });
    const customerId = await check(shopTry, credentials, context);
    if (customerId !== null) {
      await shopTry.wasRight();
      return { customerId, shop };
    }
    const { attemptsLeft } = shopTry;
    if (attemptsLeft === 0) await warn(caller, context);
    await untilNextTick(startedAtMs, answerEveryMs);
    throw new AtlasError('invalid_credentials', { attemptsLeft });
  };
};
