import type { LegacyShop } from '@atlas/shared/ports';
import { createHttpLegacyShop } from '../../api/legacy-shop/index.ts';

/** The sandbox's old shop, for an API that starts before the sandbox has an address. */
export const createLaterShop = () => {
  let opened: LegacyShop | undefined;
  const shop = (): LegacyShop => {
    if (!opened) throw new Error('the shop is not open yet');
    return opened;
  };
  const later: LegacyShop = {
    verify: (...call) => shop().verify(...call),
    customer: (...call) => shop().customer(...call),
    orderSummary: (...call) => shop().orderSummary(...call),
    health: () => shop().health(),
  };
  return {
    shop: later,
    open: (url: string, key: string) => {
      opened = createHttpLegacyShop({ url, key, timeoutMs: 2000, pauseMs: 20 });
    },
  };
};
