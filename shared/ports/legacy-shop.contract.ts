import { describe, expect, it, vi } from 'vitest';
import type { LegacyShop } from './legacy-shop.ts';

/**
 * How the shop behaves towards the next calls. `silent` takes them and never answers; `cut` drops the connection;
 * `overloaded` asks to wait; `rejects_key` no longer knows us.
 */
export type ShopMood = 'well' | 'failing' | 'silent' | 'cut' | 'overloaded' | 'rejects_key';

export type KnownCustomer = {
  login: string;
  password: string;
  customerId: string;
  name: string;
  email: string | null;
  phone: string | null;
  orderCount: number;
};

export type LegacyShopHarness = AsyncDisposable & {
  shop: LegacyShop;
  setMood(mood: ShopMood): void | Promise<void>;
  customer: KnownCustomer;
  withoutOrders: KnownCustomer;
  withNonAsciiPassword: KnownCustomer;
  locked: KnownCustomer;
};

const unavailable = { code: 'shop_unavailable', details: { dependency: 'legacy-shop' } };

/** What every old shop promises, whatever it is made of. */
export const legacyShopContract = (name: string, createHarness: () => Promise<LegacyShopHarness>): void => {
  describe(`${name} as the old shop`, () => {
    it('knows a customer by login and password, ASCII or not', async () => {
      await using harness = await createHarness();
      for (const { login, password, customerId } of [harness.customer, harness.withNonAsciiPassword]) {
        expect(await harness.shop.verify(login, password)).toBe(customerId);
      }
    });

    it('says the same of a wrong password, an unknown login and a locked account', async () => {
      await using harness = await createHarness();
      const { customer, locked, shop } = harness;
      expect(await shop.verify(customer.login, `${customer.password}x`)).toBeNull();
      expect(await shop.verify(`nobody-${customer.login}`, customer.password)).toBeNull();
      expect(await shop.verify(locked.login, locked.password)).toBeNull();
    });

    it('takes a password as it is: no trimming, no folding of case, no other normal form', async () => {
      await using harness = await createHarness();
      const { login, password } = harness.withNonAsciiPassword;
      for (const other of [
        ` ${password}`,
        `${password} `,
        password.toUpperCase(),
        password.normalize('NFD'),
      ]) {
        expect(await harness.shop.verify(login, other)).toBeNull();
      }
    });

    it('tells who a customer is and how much they ordered', async () => {
      await using harness = await createHarness();
      const { shop, customer, withoutOrders } = harness;
      const { customerId, name, email, phone, orderCount } = customer;
      expect(await shop.customer(customerId)).toEqual({ customerId, name, email, phone });
      expect(await shop.orderSummary(customerId)).toEqual({ orderCount, lastOrderAt: expect.any(Date) });
      expect(await shop.orderSummary(withoutOrders.customerId)).toEqual({ orderCount: 0, lastOrderAt: null });
    });

    it('knows no customer by an id that is nobody’s, or that looks like a path', async () => {
      await using harness = await createHarness();
      for (const id of ['0', '../health', `${harness.customer.customerId}/orders/summary`, '%2e%2e']) {
        expect(await harness.shop.customer(id)).toBeNull();
      }
    });

    it.each(['failing', 'silent', 'cut', 'overloaded', 'rejects_key'] as const)(
      'is unavailable while it is "%s", and well again afterwards',
      async (mood) => {
        await using harness = await createHarness();
        const { shop, customer } = harness;
        await harness.setMood(mood);
        const calls = [
          () => shop.verify(customer.login, customer.password),
          () => shop.customer(customer.customerId),
          () => shop.orderSummary(customer.customerId),
          () => shop.health(),
        ];
        await Promise.all(calls.map((call) => expect(call()).rejects.toMatchObject(unavailable)));
        await harness.setMood('well');
        await vi.waitFor(() => shop.health(), { timeout: 5000 });
        expect(await shop.verify(customer.login, customer.password)).toBe(customer.customerId);
      },
    );

    it('names login and password in no error', async () => {
      await using harness = await createHarness();
      await harness.setMood('failing');
      const error = await harness.shop
        .verify('canary-login', 'canary-password')
        .catch((thrown: unknown) => thrown);
      const said: string[] = [];
      for (let at = error; at instanceof Error; at = at.cause) {
        said.push(at.message, at.stack ?? '', JSON.stringify(at));
      }
      expect(said.length).toBeGreaterThan(0);
      expect(said.join('\n')).not.toMatch(/canary/);
    });
  });
};
