export { recoveryProjection } from './projection.ts';
export { type CancelRecovery, createCancelRecovery } from './recover.ts';
export { recoveryRoutes } from './routes.ts';
