import { type Resource, useResource } from '../resources/use-resource.ts';
import type { ShopLinkState } from './protection-api.ts';
import { useProtectionApi } from './use-protection-api.ts';

/** Whether the old shop account is linked, the same wherever it is shown. */
export const useShopLink = (): Resource<ShopLinkState> => {
  const api = useProtectionApi();
  return useResource('shop-link', api.getShopLink);
};
