import type { EventData } from '@atlas/shared/events';
import type { Params } from '../templates/index.ts';

/** What every message of an order may say. `{total}` is made from amount and currency, as the reader's language writes it. */
export const orderParams = ({
  orderNumber,
  totalMinor,
  currency,
}: Pick<EventData['order.placed.v1'], 'orderNumber' | 'totalMinor' | 'currency'>): Params => ({
  orderNumber,
  totalMinor,
  currency,
});
