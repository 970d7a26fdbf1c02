import type { CallOptions } from '../api/call.ts';
import type { Connection } from '../api/connect-api.ts';
import type { ResourceCache } from '../resources/resource-cache.ts';
import { createProtectionApi } from './protection-api.ts';
import type { ProtectionState } from './protection-state.ts';

/** Asks for the shop link and the factors; the screens behind begin with what is known already. @throws ApiError */
export const loadProtectionState = async (
  connection: Connection,
  resources: ResourceCache,
  options: CallOptions,
): Promise<ProtectionState> => {
  const api = createProtectionApi(connection);
  const [shop, factors] = await Promise.all([api.getShopLink(options), api.listFactors(options)]);
  resources.slot('shop-link').set(shop);
  resources.slot('factors').set(factors);
  return { shop: shop.kind, factorCount: factors.items.length };
};
