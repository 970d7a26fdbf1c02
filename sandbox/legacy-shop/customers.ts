import type { OldShopCustomer } from '../wire.ts';
import { type Goods, makeOrders } from './orders.ts';

const running: Goods = [
  ['Trail shoes "Ridge"', 11_990],
  ['Running socks, 3 pairs', 1490],
  ['Head lamp 400 lm', 4590],
];
const winter: Goods = [
  ['Беговые лыжи «Тайга»', 18_900],
  ['Лыжные палки', 5400],
  ['Мазь скольжения', 890],
];
const indoor: Goods = [
  ['羽毛球拍', 45_900],
  ['羽毛球（12 只）', 8900],
];

const person = (
  customer: Pick<OldShopCustomer, 'id' | 'login' | 'password' | 'name'> & Partial<OldShopCustomer>,
): OldShopCustomer => ({ email: null, phone: null, locked: false, slow: false, orders: [], ...customer });

/** One more customer: the `count`-th that was added on the desk. */
export const newShopCustomer = (name: string, count: number): OldShopCustomer =>
  person({
    id: `C${2000 + count}`,
    login: `customer${2000 + count}@example.com`,
    password: `ten-kilometres-${2000 + count}`,
    name,
    email: `customer${2000 + count}@example.com`,
    orders: makeOrders({
      first: 60_001 + count * 10,
      count: 3,
      goods: running,
      currency: 'EUR',
      since: '2021-05-02',
    }),
  });

/** Who shops there, from the start. The same as in the messengers where the name is the same. */
export const shopCustomers: readonly OldShopCustomer[] = [
  person({
    id: 'C1001',
    login: 'anna@example.com',
    password: 'trail-runner-2019',
    name: 'Anna Keller',
    email: 'anna@example.com',
    phone: '+12025550101',
    orders: makeOrders({ first: 50_101, count: 4, goods: running, currency: 'EUR', since: '2019-04-12' }),
  }),
  person({
    id: 'C1002',
    login: 'ivan.petrov',
    password: 'Зимний-лёд-№7',
    name: 'Иван Петров',
    email: 'ivan.petrov@example.com',
    phone: '+79990000102',
    orders: makeOrders({ first: 50_201, count: 3, goods: winter, currency: 'RUB', since: '2020-11-03' }),
  }),
  person({
    id: 'C1003',
    login: 'lilei88',
    password: 'badminton-every-day',
    name: '李雷',
    phone: '+8613800000103',
    orders: makeOrders({ first: 50_301, count: 2, goods: indoor, currency: 'CNY', since: '2021-06-18' }),
  }),
  person({
    id: 'C1004',
    login: 'max.locked@example.com',
    password: 'too-many-returns',
    name: 'Max Stern',
    email: 'max.locked@example.com',
    locked: true,
    orders: makeOrders({ first: 50_401, count: 1, goods: running, currency: 'EUR', since: '2018-02-01' }),
  }),
  person({
    id: 'C1005',
    login: 'nina.slow@example.com',
    password: 'one-more-marathon',
    name: 'Nina Long',
    email: 'nina.slow@example.com',
    phone: '+12025550105',
    slow: true,
    orders: makeOrders({ first: 50_501, count: 48, goods: running, currency: 'EUR', since: '2012-01-09' }),
  }),
  person({
    id: 'C1006',
    login: 'tom@example.com',
    password: 'just-looking-around',
    name: "Tom <b>O'Neil</b>",
    email: 'tom@example.com',
  }),
  person({
    id: 'C1007',
    login: 'marta',
    password: 'swim-bike-run-42',
    name: 'Marta Silva',
    email: 'marta@example.com',
    orders: makeOrders({ first: 50_701, count: 6, goods: running, currency: 'EUR', since: '2022-08-30' }),
  }),
];
