import type { Reason } from '../templates/index.ts';
import { orderParams } from './order-params.ts';

/** An order ended before it was shipped, and what becomes of the money. */
export const orderCancelled: Reason = {
  name: 'order_cancelled',
  kind: 'orders',
  ttlSeconds: 3 * 86_400,
  onUnknown: 'at_most_once',
  decide: (event) =>
    event.type === 'order.cancelled.v1' ? { ...orderParams(event.data), reason: event.data.reason } : null,
  texts: {
    en: {
      card: 'Order cancelled',
      subject: 'Order {orderNumber} was cancelled',
      body: '<b>Order {orderNumber} was cancelled.</b>\n\n{reason, select, out_of_stock {Something in it is sold out, and we are sorry. What you have paid of {total} goes back the way you paid.} payment_failed {The payment of {total} did not go through, so nothing was charged.} expired {It was not paid in time, so nothing was charged.} other {What you have paid of {total} goes back the way you paid.}}',
      open: 'Open the app',
    },
    ru: {
      card: 'Заказ отменён',
      subject: 'Заказ {orderNumber} отменён',
      body: '<b>Заказ {orderNumber} отменён.</b>\n\n{reason, select, out_of_stock {К сожалению, часть товаров закончилась. Если вы уже платили, деньги вернутся тем же способом; сумма заказа: {total}.} payment_failed {Оплата на {total} не прошла, поэтому деньги не списаны.} expired {Он не был оплачен вовремя, поэтому деньги не списаны.} other {Если вы уже платили, деньги вернутся тем же способом; сумма заказа: {total}.}}',
      open: 'Открыть приложение',
    },
    zh: {
      card: '订单已取消',
      subject: '订单 {orderNumber} 已取消',
      body: '<b>订单 {orderNumber} 已取消。</b>\n\n{reason, select, out_of_stock {很抱歉，其中有商品已售罄。订单金额 {total}，已付款项将原路退回。} payment_failed {{total} 的付款未成功，因此没有扣款。} expired {订单未能按时付款，因此没有扣款。} other {订单金额 {total}，已付款项将原路退回。}}',
      open: '打开应用',
    },
  },
  buttons: [[{ label: 'open', opens: 'miniapp' }]],
};
