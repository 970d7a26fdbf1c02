import type { OldShopOrder } from '../wire.ts';

export type Goods = readonly (readonly [title: string, priceMinor: number])[];

type Series = {
  /** Number of the oldest order. */
  first: number;
  count: number;
  goods: Goods;
  currency: string;
  /** Day of the oldest; the others follow, 47 days apart. */
  since: string;
};

const daysApart = 47;
const statuses = ['delivered', 'delivered', 'returned', 'delivered'] as const;

const itemsOf = (goods: Goods, index: number): OldShopOrder['items'] =>
  goods
    .slice(0, (index % goods.length) + 1)
    .map(([title, priceMinor], at) => ({ title, priceMinor, quantity: ((index + at) % 2) + 1 }));

/** Orders that look lived in and are the same at every start, oldest first. */
export const makeOrders = ({ first, count, goods, currency, since }: Series): OldShopOrder[] =>
  Array.from({ length: count }, (_, index) => {
    const items = itemsOf(goods, index);
    const placedAt = new Date(Date.parse(`${since}T10:15:00Z`) + index * daysApart * 86_400_000);
    return {
      orderId: `LS-${first + index}`,
      placedAt: placedAt.toISOString(),
      status: index === count - 1 ? 'delivered' : (statuses[index % statuses.length] ?? 'delivered'),
      currency,
      totalMinor: items.reduce((sum, { priceMinor, quantity }) => sum + priceMinor * quantity, 0),
      items,
    };
  });
