export { adminDeliveryRoutes } from './routes.ts';
