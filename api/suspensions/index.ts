export { createOperateSuspensions } from './operate-suspensions.ts';
export { confineSession, selectStanding } from './queries.ts';
export { createReinstate, type Reinstate } from './reinstate.ts';
export { suspensionRoutes } from './routes.ts';
export { createSuspendIdentity } from './suspend.ts';
