import { AtlasError } from '@atlas/shared/errors';
import type { LegacyShop } from '@atlas/shared/ports';
import { z } from 'zod';
import { createShopCalls, type ShopCallOptions } from './shop-calls.ts';

const customerIdForm = /^[A-Za-z0-9_-]{1,128}$/;
const CustomerId = z.string().regex(customerIdForm);

// The contract of docs/legacy-shop.md. Fields that Atlas doesn't know are the shop's business.
const Verified = z.discriminatedUnion('verified', [
  z.object({ verified: z.literal(true), customerId: CustomerId }),
  z.object({ verified: z.literal(false) }),
]);
const Customer = z.object({
  customerId: CustomerId,
  name: z.string().max(256),
  email: z.string().max(254).nullable(),
  phone: z.string().max(32).nullable(),
});
const OrderSummary = z.object({
  orderCount: z.int().nonnegative(),
  lastOrderAt: z.iso.datetime({ offset: true }).nullable(),
});
const Health = z.object({ status: z.literal('ok') });

const contractBroken = () => new AtlasError('shop_unavailable', { dependency: 'legacy-shop' });

/** The old shop behind its HTTP contract. [docs/legacy-shop.md] */
export const createHttpLegacyShop = (options: ShopCallOptions): LegacyShop => {
  const call = createShopCalls({ ...options, url: options.url.replace(/\/+$/, '') });
  const pathOf = (customerId: string) => `/v1/customers/${customerId}`;
  return {
    verify: async (login, password, { traceparent } = {}) => {
      const answer = await call(
        {
          operation: 'verify',
          method: 'POST',
          path: '/v1/credentials/verify',
          body: { login, password },
          traceparent,
        },
        Verified,
      );
      if (!answer) throw contractBroken();
      return answer.verified ? answer.customerId : null;
    },
    customer: async (customerId, { traceparent } = {}) => {
      if (!customerIdForm.test(customerId)) return null;
      const answer = await call(
        { operation: 'customer', method: 'GET', path: pathOf(customerId), traceparent },
        Customer,
      );
      return answer && answer.customerId === customerId ? answer : null;
    },
    orderSummary: async (customerId, { traceparent } = {}) => {
      if (!customerIdForm.test(customerId)) throw contractBroken();
      const answer = await call(
        {
          operation: 'order_summary',
          method: 'GET',
          path: `${pathOf(customerId)}/orders/summary`,
          traceparent,
        },
        OrderSummary,
      );
      if (!answer) throw contractBroken();
      const { orderCount, lastOrderAt } = answer;
      return { orderCount, lastOrderAt: lastOrderAt === null ? null : new Date(lastOrderAt) };
    },
    health: async () => {
      const answer = await call({ operation: 'health', method: 'GET', path: '/v1/health' }, Health);
      if (!answer) throw contractBroken();
    },
  };
};
