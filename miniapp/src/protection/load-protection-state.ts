import { toApiError } from '../api/api-error.ts';
import type { CallOptions } from '../api/call.ts';
import type { Connection } from '../api/connect-api.ts';
import type { ResourceCache } from '../resources/resource-cache.ts';
import { createProtectionApi } from './protection-api.ts';
import type { ProtectionState } from './protection-state.ts';

/** Advice is not worth failing for: home is more than this. */
const orNull = async <T>(loading: Promise<T>): Promise<T | null> => {
  try {
    return await loading;
  } catch (error) {
    if (toApiError(error).code === 'session_ended') throw error;
    return null;
  }
};

/**
 * Asks for the shop link and the factors; the screens behind begin with what is known already.
 * @throws ApiError `session_ended`
 */
export const loadProtectionState = async (
  connection: Connection,
  resources: ResourceCache,
  options: CallOptions,
): Promise<ProtectionState> => {
  const api = createProtectionApi(connection);
  const [shop, factors] = await Promise.all([
    orNull(api.getShopLink(options)),
    orNull(api.listFactors(options)),
  ]);
  if (shop) resources.slot('shop-link').set(shop);
  if (factors) resources.slot('factors').set(factors);
  return { shop: shop?.kind ?? null, factorCount: factors?.items.length ?? null };
};
