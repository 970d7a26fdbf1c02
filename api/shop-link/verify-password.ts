import { AtlasError } from '@atlas/shared/errors';
import type { Database } from '@atlas/shared/ports';
import type { RaisedSession, ShopCredentials } from '@atlas/shared/wire';
import { type EventLog, lockAccount } from '../event-log/index.ts';
import type { Caller, RequestContext } from '../http/index.ts';
import type { createRaisedAnswer, RaiseSession } from '../sessions/index.ts';
import type { CustomerSeal } from './customer-seal.ts';
import type { AlertOwner } from './owner-alerts.ts';
import type { ProveShopAccount } from './prove-shop-account.ts';
import { selectLinkOfAccount, selectLinkOfCustomer } from './queries.ts';

type Input = { credentials: ShopCredentials; caller: Caller; context: RequestContext };
export type VerifyPassword = (input: Input) => Promise<RaisedSession>;

type Deps = {
  database: Database;
  eventLog: EventLog;
  customerSeal: CustomerSeal;
  proveShopAccount: ProveShopAccount;
  alertOwner: AlertOwner;
  raiseSession: RaiseSession;
  raisedAnswer: ReturnType<typeof createRaisedAnswer>;
  /** The proof may be what a suspended identity had to give. */
  reinstate: (session: { accountId: string; sessionId: string; context: RequestContext }) => Promise<void>;
};

/**
 * Proves the password of the shop account that is linked, for this session.
 *
 * @throws AtlasError `shop_link_required`; what `ProveShopAccount` throws; for the right password of an account that is
 *   not the linked one `shop_account_taken` where it is somebody else's (who is told), else `invalid_credentials`.
 */
export const createVerifyPassword = (deps: Deps): VerifyPassword => {
  const {
    database,
    eventLog,
    customerSeal,
    proveShopAccount,
    alertOwner,
    raiseSession,
    raisedAnswer,
    reinstate,
  } = deps;

  const assertLinked = async (customerHash: Buffer, { caller, context }: Input): Promise<void> => {
    const owner = await selectLinkOfCustomer(database, customerHash);
    if (owner?.accountId === caller.accountId) return;
    if (!owner) throw new AtlasError('invalid_credentials');
    await alertOwner({ customerHash, claimantId: caller.accountId, context });
    throw new AtlasError('shop_account_taken');
  };

  return async (input) => {
    const { credentials, caller, context } = input;
    const { accountId, sessionId } = caller;
    if (!(await selectLinkOfAccount(database, accountId))) throw new AtlasError('shop_link_required');
    const { customerId } = await proveShopAccount({ credentials, caller, context });
    const customerHash = customerSeal.hash(customerId);
    await assertLinked(customerHash, input);
    const claims = await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      // Unlinked while the shop was asked: the password proves nothing here any more.
      const link = await selectLinkOfAccount(tx, accountId);
      if (!link?.customerHash.equals(customerHash)) throw new AtlasError('shop_link_required');
      return raiseSession(tx, { accountId, sessionId, proved: 'pwd', context });
    });
    eventLog.wake();
    await reinstate({ accountId, sessionId, context });
    return raisedAnswer(claims);
  };
};
