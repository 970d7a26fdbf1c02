/** Whose account of the old shop this is, as the shop has it on file. */
export type ShopCustomer = {
  customerId: string;
  name: string;
  email: string | null;
  /** E.164. */
  phone: string | null;
};

export type ShopOrderSummary = { orderCount: number; lastOrderAt: Date | null };

/** W3C trace context of the request that makes the call, so that the shop's own records can be found. */
export type ShopCall = { traceparent?: string };

/**
 * The old shop, as far as identity needs it. Every method throws AtlasError `shop_unavailable` when the shop is away,
 * too slow, overloaded, or answers what its contract doesn't know. [docs/legacy-shop.md]
 */
export interface LegacyShop {
  /**
   * The customer behind a login and password; null for an unknown login, a wrong password and a locked account alike.
   * The password is sent and forgotten: it is in no error, and nothing is retried with it.
   */
  verify(login: string, password: string, call?: ShopCall): Promise<string | null>;
  /** Null when there is no such customer (any more). */
  customer(customerId: string, call?: ShopCall): Promise<ShopCustomer | null>;
  orderSummary(customerId: string, call?: ShopCall): Promise<ShopOrderSummary>;
  /** Resolves when the shop takes calls. */
  health(): Promise<void>;
}
