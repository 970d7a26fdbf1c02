import type { Reason } from '../templates/index.ts';
import { orderParams } from './order-params.ts';

/** An order is on its way. The tracking number says where somebody lives, so it is kept sealed until this is sent. */
export const orderShipped: Reason = {
  name: 'order_shipped',
  kind: 'orders',
  ttlSeconds: 3 * 86_400,
  onUnknown: 'at_least_once',
  decide: (event) =>
    event.type === 'order.shipped.v1'
      ? { ...orderParams(event.data), isTracked: event.data.trackingNumber ? 'yes' : 'no' }
      : null,
  decideSecret: (event) =>
    event.type === 'order.shipped.v1' && event.data.trackingNumber
      ? { trackingNumber: event.data.trackingNumber }
      : null,
  texts: {
    en: {
      card: 'Order on its way',
      subject: 'Order {orderNumber} is on its way',
      body: '<b>Order {orderNumber} is on its way to you.</b>{isTracked, select, yes {\n\nTracking number: <code>{trackingNumber}</code>} other {}}',
      open: 'Open the app',
    },
    ru: {
      card: 'Заказ отправлен',
      subject: 'Заказ {orderNumber} отправлен',
      body: '<b>Заказ {orderNumber} отправлен и уже едет к вам.</b>{isTracked, select, yes {\n\nНомер для отслеживания: <code>{trackingNumber}</code>} other {}}',
      open: 'Открыть приложение',
    },
    zh: {
      card: '订单已发货',
      subject: '订单 {orderNumber} 已发货',
      body: '<b>订单 {orderNumber} 已发货，正在送往您处。</b>{isTracked, select, yes {\n\n快递单号：<code>{trackingNumber}</code>} other {}}',
      open: '打开应用',
    },
  },
  buttons: [[{ label: 'open', opens: 'miniapp' }]],
};
