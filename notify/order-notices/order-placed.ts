import type { Reason } from '../templates/index.ts';
import { orderParams } from './order-params.ts';

/** An order was taken; no money has moved yet. */
export const orderPlaced: Reason = {
  name: 'order_placed',
  kind: 'orders',
  ttlSeconds: 86_400,
  onUnknown: 'at_least_once',
  decide: (event) => (event.type === 'order.placed.v1' ? orderParams(event.data) : null),
  texts: {
    en: {
      card: 'Order received',
      subject: 'We have your order {orderNumber}',
      body: '<b>We have your order {orderNumber}.</b>\n\nTotal: {total}. Nothing has been charged yet; we write again once the payment has gone through.',
      open: 'Open the app',
    },
    ru: {
      card: 'Заказ принят',
      subject: 'Заказ {orderNumber} принят',
      body: '<b>Ваш заказ {orderNumber} принят.</b>\n\nСумма: {total}. Деньги ещё не списаны; мы напишем, когда оплата пройдёт.',
      open: 'Открыть приложение',
    },
    zh: {
      card: '订单已收到',
      subject: '我们已收到您的订单 {orderNumber}',
      body: '<b>我们已收到您的订单 {orderNumber}。</b>\n\n总计：{total}。尚未扣款，付款成功后我们会再通知您。',
      open: '打开应用',
    },
  },
  buttons: [[{ label: 'open', opens: 'miniapp' }]],
};
