export { type ConfirmFactor, createConfirmFactor } from './confirm-factor.ts';
export { createEnrolFactor } from './enrol-factor.ts';
export { enrolmentRoutes } from './routes.ts';
