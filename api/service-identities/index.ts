export { serviceChallengeRoutes } from './challenge-routes.ts';
export { serviceIdentityRoutes } from './routes.ts';
