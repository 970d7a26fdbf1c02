import type { Reason } from '../templates/index.ts';
import { orderParams } from './order-params.ts';

/** Money was taken. Said twice, it reads as if it had been taken twice. */
export const orderPaid: Reason = {
  name: 'order_paid',
  kind: 'orders',
  ttlSeconds: 3 * 86_400,
  onUnknown: 'at_most_once',
  decide: (event) => (event.type === 'order.paid.v1' ? orderParams(event.data) : null),
  texts: {
    en: {
      card: 'Order paid',
      subject: 'Order {orderNumber} is paid',
      body: '<b>Your payment of {total} has arrived.</b>\n\nOrder <b>{orderNumber}</b> is paid, and we are getting it ready. We write again when it is on its way.',
      open: 'Open the app',
    },
    ru: {
      card: 'Заказ оплачен',
      subject: 'Заказ {orderNumber} оплачен',
      body: '<b>Ваш платёж получен: {total}.</b>\n\nЗаказ <b>{orderNumber}</b> оплачен, мы его собираем. Напишем, когда он отправится к вам.',
      open: 'Открыть приложение',
    },
    zh: {
      card: '订单已付款',
      subject: '订单 {orderNumber} 已付款',
      body: '<b>我们已收到您的付款：{total}。</b>\n\n订单 <b>{orderNumber}</b> 已付款，我们正在备货。发货后会再通知您。',
      open: '打开应用',
    },
  },
  buttons: [[{ label: 'open', opens: 'miniapp' }]],
};
