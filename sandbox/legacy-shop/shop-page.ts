import { type RequestHandler, Router } from 'express';
import type { OldShopCustomer, OldShopOrder } from '../wire.ts';
import { type Html, html } from './html.ts';
import type { ShopWorld } from './shop-world.ts';

const policy =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const headers: RequestHandler = (_req, res, next) => {
  res.set({
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  });
  next();
};

const layout = (root: string, title: string, main: Html): string =>
  html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="stylesheet" href="${root}/shop-page.css"></head>
<body>
<header><a href="${root}/">Old Shop</a><p>Sports goods since 2009. Web only, no messengers.</p></header>
<main>${main}</main>
</body></html>
`.text;

const money = ({ totalMinor, currency }: Pick<OldShopOrder, 'totalMinor' | 'currency'>): string =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).format(totalMinor / 100);

const day = (at: string): string => at.slice(0, 10);

const badges = ({ locked, slow }: OldShopCustomer): Html =>
  html`${locked ? html` <span class="badge bad">locked</span>` : html``}${slow ? html` <span class="badge">slow</span>` : html``}`;

const customerRow =
  (root: string) =>
  (customer: OldShopCustomer): Html =>
    html`<tr>
<th scope="row"><a href="${root}/customers/${customer.id}"><bdi>${customer.name}</bdi></a>${badges(customer)}</th>
<td><code>${customer.login}</code></td><td><code>${customer.password}</code></td><td>${customer.orders.length}</td>
</tr>
`;

const customersPage = (root: string, customers: readonly OldShopCustomer[]): Html => html`<h1>Customers</h1>
<p>Who has an account here. Link one of them in the mini app with its login and password.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Customers"><table>
<thead><tr><th scope="col">Name</th><th scope="col">Login</th><th scope="col">Password</th><th scope="col">Orders</th></tr></thead>
<tbody>
${customers.map(customerRow(root))}</tbody></table></div>`;

const orderRow = (order: OldShopOrder): Html => html`<tr>
<th scope="row">${order.orderId}</th><td>${day(order.placedAt)}</td><td>${order.status}</td>
<td><ul>${order.items.map(({ title, quantity }) => html`<li>${quantity} × <bdi>${title}</bdi></li>`)}</ul></td>
<td class="money">${money(order)}</td>
</tr>
`;

const ordersTable = (orders: readonly OldShopOrder[]): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="Orders"><table>
<thead><tr><th scope="col">Order</th><th scope="col">Day</th><th scope="col">State</th><th scope="col">Goods</th><th scope="col" class="money">Total</th></tr></thead>
<tbody>
${orders.toReversed().map(orderRow)}</tbody></table></div>`;

const customerPage = (
  root: string,
  customer: OldShopCustomer,
): Html => html`<nav><a href="${root}/">All customers</a></nav>
<h1><bdi>${customer.name}</bdi>${badges(customer)}</h1>
<dl>
<dt>Login</dt><dd><code>${customer.login}</code></dd>
<dt>Password</dt><dd><code>${customer.password}</code></dd>
<dt>E-mail</dt><dd>${customer.email ?? 'none on file'}</dd>
<dt>Phone</dt><dd>${customer.phone ?? 'none on file'}</dd>
</dl>
<h2>Orders (${customer.orders.length})</h2>
${customer.orders.length > 0 ? ordersTable(customer.orders) : html`<p>Nothing ordered yet.</p>`}`;

/** The old shop in a browser: its customers, and what each of them ordered. */
export const shopPage = ({ world, stylesheet }: { world: ShopWorld; stylesheet: string }): Router =>
  Router()
    .use(headers)
    .get('/shop-page.css', (_req, res) => res.sendFile(stylesheet))
    .get('/', (req, res) => {
      res.type('html').send(layout(req.baseUrl, 'Old Shop', customersPage(req.baseUrl, world.list())));
    })
    .get('/customers/:id', (req, res, next) => {
      const customer = world.find(req.params.id);
      if (!customer) return next();
      const title = `${customer.name} – Old Shop`;
      res.type('html').send(layout(req.baseUrl, title, customerPage(req.baseUrl, customer)));
    })
    .use((req, res) => {
      const page = html`<h1>Nothing here</h1><p><a href="${req.baseUrl}/">All customers</a></p>`;
      res
        .status(404)
        .type('html')
        .send(layout(req.baseUrl, 'Old Shop', page));
    });
