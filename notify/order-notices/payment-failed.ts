import type { Reason } from '../templates/index.ts';
import { orderParams } from './order-params.ts';

/** A payment did not go through. Said twice, it would be tried twice. */
export const paymentFailed: Reason = {
  name: 'payment_failed',
  kind: 'orders',
  ttlSeconds: 86_400,
  onUnknown: 'at_most_once',
  decide: (event) =>
    event.type === 'payment.failed.v1'
      ? { ...orderParams(event.data), canRetry: event.data.canRetry ? 'yes' : 'no' }
      : null,
  texts: {
    en: {
      card: 'Payment failed',
      subject: 'The payment for order {orderNumber} did not go through',
      body: '<b>The payment for order {orderNumber} did not go through.</b>\n\nNothing was charged. {canRetry, select, yes {The order waits for you: pay {total} in the app, perhaps another way.} other {The order can’t be paid any more; you can place it anew in the app.}}',
      open: 'Open the app',
    },
    ru: {
      card: 'Оплата не прошла',
      subject: 'Оплата заказа {orderNumber} не прошла',
      body: '<b>Оплата заказа {orderNumber} не прошла.</b>\n\nДеньги не списаны. {canRetry, select, yes {Заказ ждёт вас: оплатите {total} в приложении, можно другим способом.} other {Оплатить этот заказ уже нельзя; вы можете оформить его заново в приложении.}}',
      open: 'Открыть приложение',
    },
    zh: {
      card: '付款未成功',
      subject: '订单 {orderNumber} 付款未成功',
      body: '<b>订单 {orderNumber} 付款未成功。</b>\n\n没有扣款。{canRetry, select, yes {订单已为您保留：请在应用中支付 {total}，也可以换一种付款方式。} other {该订单已无法付款，您可以在应用中重新下单。}}',
      open: '打开应用',
    },
  },
  buttons: [[{ label: 'open', opens: 'miniapp' }]],
};
