import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database, LegacyShop, ShopCustomer, ShopOrderSummary } from '@atlas/shared/ports';
import type { ShopCredentials, ShopLinkPreview } from '@atlas/shared/wire';
import type { Caller, RequestContext } from '../http/index.ts';
import { assertLinkable } from './assert-linkable.ts';
import { type CustomerSeal, hashTicket, newTicket } from './customer-seal.ts';
import { maskCustomer } from './mask-customer.ts';
import type { AlertOwner } from './owner-alerts.ts';
import { shopLinkPolicy } from './policy.ts';
import type { ProveShopAccount } from './prove-shop-account.ts';
import { insertTicket, selectLinkOfAccount, selectLinkOfCustomer } from './queries.ts';

type Input = { credentials: ShopCredentials; caller: Caller; context: RequestContext };
export type PreviewLink = (input: Input) => Promise<ShopLinkPreview>;

type Deps = {
  database: Database;
  clock: Clock;
  customerSeal: CustomerSeal;
  proveShopAccount: ProveShopAccount;
  alertOwner: AlertOwner;
};

/** What the shop knows of a customer it just verified. @throws AtlasError `shop_unavailable` */
export const readCustomer = async (shop: LegacyShop, customerId: string, { traceparent }: RequestContext) => {
  const customer = await shop.customer(customerId, { traceparent });
  if (!customer) throw new AtlasError('shop_unavailable', { dependency: 'legacy-shop' });
  return customer;
};

/** Shows what would join, and links nothing. The ticket stands for the password that was right. */
export const createPreviewLink = (deps: Deps): PreviewLink => {
  const { database, clock, customerSeal, proveShopAccount, alertOwner } = deps;

  const issueTicket = async (customer: ShopCustomer, { accountId, sessionId }: Caller) => {
    const linkTicket = newTicket();
    const ticketHash = hashTicket(linkTicket) as Buffer;
    const expiresAt = new Date(clock().getTime() + shopLinkPolicy.ticketSeconds * 1000);
    await insertTicket(database, {
      ticketHash,
      accountId,
      sessionId,
      customerHash: customerSeal.hash(customer.customerId),
      sealedCustomer: customerSeal.forTicket(ticketHash, accountId, customer),
      expiresAt,
    });
    return { linkTicket, expiresAt: expiresAt.toISOString() };
  };

  return async ({ credentials, caller, context }) => {
    if (await selectLinkOfAccount(database, caller.accountId)) throw new AtlasError('shop_already_linked');
    const { customerId, shop } = await proveShopAccount({ credentials, caller, context });
    const customerHash = customerSeal.hash(customerId);
    if (await selectLinkOfCustomer(database, customerHash)) {
      await alertOwner({ customerHash, claimantId: caller.accountId, context });
      throw new AtlasError('shop_account_taken');
    }
    await assertLinkable(database, { customerHash, now: clock() });
    const [customer, summary]: [ShopCustomer, ShopOrderSummary] = await Promise.all([
      readCustomer(shop, customerId, context),
      shop.orderSummary(customerId, { traceparent: context.traceparent }),
    ]);
    return {
      ...(await issueTicket(customer, caller)),
      customer: maskCustomer(customer),
      orderCount: summary.orderCount,
      lastOrderAt: summary.lastOrderAt?.toISOString() ?? null,
    };
  };
};
