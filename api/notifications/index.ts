export { notificationHolding, notificationRoutes } from './routes.ts';
