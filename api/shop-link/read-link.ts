import { AtlasError } from '@atlas/shared/errors';
import type { Database, LegacyShop, Sql } from '@atlas/shared/ports';
import type { MaskedCustomer, ShopLink } from '@atlas/shared/wire';
import type { CustomerSeal } from './customer-seal.ts';
import { type LinkRow, selectLinkOfAccount } from './queries.ts';

export const toShopLink = (
  { linkedAt, undoUntil }: Pick<LinkRow, 'linkedAt' | 'undoUntil'>,
  customer: MaskedCustomer,
): ShopLink => ({ customer, linkedAt: linkedAt.toISOString(), undoUntil: undoUntil.toISOString() });

export type ReadLink = (accountId: string) => Promise<ShopLink>;

type Deps = { shop: LegacyShop | null; database: Database; customerSeal: CustomerSeal };

/**
 * The account's link, as its holder may see it.
 * @throws AtlasError `shop_link_not_found`; where there is no shop to link, `shop_not_configured`
 */
export const createReadLink =
  ({ shop, database, customerSeal }: Deps): ReadLink =>
  async (accountId) => {
    const row = await selectLinkOfAccount(database, accountId);
    if (!row) throw new AtlasError(shop ? 'shop_link_not_found' : 'shop_not_configured');
    return toShopLink(row, customerSeal.ofLink(row.id, accountId, row.sealedCustomer).masked);
  };

/** Has this account linked the old shop? For tokens of services that serve its orders. */
export const hasShopLink = async (sql: Sql, accountId: string): Promise<boolean> =>
  (await selectLinkOfAccount(sql, accountId)) !== undefined;
