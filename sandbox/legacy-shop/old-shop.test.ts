import { describe, expect, it } from 'vitest';
import { startSandbox } from '../testing/start-sandbox.ts';
import type { OldShopCustomer } from '../wire.ts';

const customersOf = async (sandbox: Awaited<ReturnType<typeof startSandbox>>): Promise<OldShopCustomer[]> =>
  (await sandbox.control('GET', '/legacy-shop/customers')).body;

describe('the old shop on the desk', () => {
  it('has a customer of every kind: with orders, without, locked, slow, with a password that is not ASCII', async () => {
    await using sandbox = await startSandbox();
    const customers = await customersOf(sandbox);
    expect(customers.filter(({ locked }) => locked)).toHaveLength(1);
    expect(customers.filter(({ slow }) => slow)).toHaveLength(1);
    expect(customers.filter(({ password }) => /[^ -~]/.test(password))).toHaveLength(1);
    expect(customers.filter(({ orders }) => orders.length === 0)).toHaveLength(1);
    expect(new Set(customers.map(({ login }) => login)).size).toBe(customers.length);
    for (const { totalMinor, items } of customers.flatMap(({ orders }) => orders)) {
      expect(totalMinor).toBe(
        items.reduce((sum, { priceMinor, quantity }) => sum + priceMinor * quantity, 0),
      );
    }
  });

  it('forgets what was switched on the desk when it is reset, and keeps its key', async () => {
    await using sandbox = await startSandbox();
    const [first] = await customersOf(sandbox);
    const path = `/legacy-shop/customers/${first?.id}`;
    expect((await sandbox.control('PATCH', path, { locked: true, slow: true })).body).toMatchObject({
      id: first?.id,
      locked: true,
      slow: true,
    });
    await sandbox.control('POST', '/reset');
    expect((await customersOf(sandbox))[0]).toMatchObject({ locked: false, slow: false });
    expect((await sandbox.control('PATCH', path, {})).status).toBe(422);
    expect((await sandbox.control('PATCH', '/legacy-shop/customers/C0', { slow: true })).status).toBe(404);
  });

  it('takes a new customer, whom its contract knows at once, until the desk is reset', async () => {
    await using sandbox = await startSandbox();
    const names = ['Vera', 'Vera'];
    const added: OldShopCustomer[] = [];
    for (const name of names) {
      const { status, body } = await sandbox.control('POST', '/legacy-shop/customers', { name });
      expect(status).toBe(201);
      added.push(body as OldShopCustomer);
    }
    expect(new Set(added.map(({ login }) => login)).size).toBe(2);
    const [{ login, password, id }] = added as [OldShopCustomer];
    const answer = await fetch(sandbox.at('/legacy-shop/v1/credentials/verify'), {
      method: 'POST',
      headers: { 'X-Shop-Key': sandbox.legacyShop.key, 'Content-Type': 'application/json' },
      body: JSON.stringify({ login, password }),
    });
    expect([answer.status, JSON.stringify(await answer.json())]).toEqual([200, expect.stringContaining(id)]);
    expect((await sandbox.control('POST', '/legacy-shop/customers', { name: ' ' })).status).toBe(422);
    await sandbox.control('POST', '/reset');
    expect((await customersOf(sandbox)).map((customer) => customer.id)).not.toContain(id);
    const later = await sandbox.control('POST', '/legacy-shop/customers', { name: 'Vera' });
    expect(added.map((customer) => customer.login)).not.toContain((later.body as OldShopCustomer).login);
  });

  it('lists a customer’s orders to whoever has the key, newest first, and nothing to anybody else', async () => {
    await using sandbox = await startSandbox();
    const [first] = await customersOf(sandbox);
    const get = (key: string) =>
      fetch(sandbox.at(`/legacy-shop/v1/customers/${first?.id}/orders`), { headers: { 'X-Shop-Key': key } });
    const answer = await get(sandbox.legacyShop.key);
    expect(await answer.json()).toEqual({ items: first?.orders.toReversed() });
    const refused = await get('wrong');
    expect([refused.status, await refused.json()]).toEqual([401, { error: { code: 'key_invalid' } }]);
  });

  it.each([
    ['no JSON', 'login=a'],
    ['a field missing', '{"login":"a"}'],
    ['a list', '[]'],
  ])('refuses %s in its own form', async (_what, body) => {
    await using sandbox = await startSandbox();
    const answer = await fetch(sandbox.at('/legacy-shop/v1/credentials/verify'), {
      method: 'POST',
      headers: { 'X-Shop-Key': sandbox.legacyShop.key, 'Content-Type': 'application/json' },
      body,
    });
    expect([answer.status, await answer.json()]).toEqual([422, { error: { code: 'request_invalid' } }]);
  });

  it('shows a page of its customers and their orders, with every name as text', async () => {
    await using sandbox = await startSandbox();
    const page = async (path: string) => {
      const answer = await fetch(sandbox.at(`/legacy-shop${path}`));
      return {
        status: answer.status,
        policy: answer.headers.get('Content-Security-Policy'),
        text: await answer.text(),
      };
    };
    const index = await page('/');
    expect(index.policy).toContain("default-src 'none'");
    for (const { id, login } of await customersOf(sandbox)) {
      expect(index.text).toContain(login);
      expect(index.text).toContain(`/sandbox/legacy-shop/customers/${id}`);
    }
    expect(index.text).toContain('Tom &lt;b&gt;O&#39;Neil&lt;/b&gt;');
    expect((await page('/customers/C1001')).text).toMatch(/LS-50104[\s\S]+LS-50101/);
    expect((await page('/shop-page.css')).status).toBe(200);
    expect((await page('/customers/nobody')).status).toBe(404);
  });
});
