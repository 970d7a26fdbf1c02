import type { Metrics } from '@atlas/shared/process';
import type { ShopCallOptions } from './shop-calls.ts';

/** Counts and times calls to the old shop, by operation and outcome. */
export const observeShopCalls = (metrics: Metrics): NonNullable<ShopCallOptions['observe']> => {
  const seconds = metrics.histogram('atlas_shop_call_seconds', 'Calls to the old shop', [
    'operation',
    'outcome',
  ]);
  return ({ operation, outcome, durationMs }) => seconds.observe({ operation, outcome }, durationMs / 1000);
};
