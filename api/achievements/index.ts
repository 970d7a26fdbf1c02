export { achievementHolding, achievementRoutes } from './routes.ts';
