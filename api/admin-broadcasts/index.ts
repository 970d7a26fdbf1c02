export { adminBroadcastRoutes } from './routes.ts';
