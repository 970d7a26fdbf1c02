export { orderCancelled } from './order-cancelled.ts';
export { orderPaid } from './order-paid.ts';
export { orderPlaced } from './order-placed.ts';
export { orderShipped } from './order-shipped.ts';
export { paymentFailed } from './payment-failed.ts';
