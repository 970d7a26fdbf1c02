export { accountHoldings } from './holdings.ts';
export { lockPerson } from './lock-person.ts';
export { accountProjections } from './projections.ts';
export { selectAccountIdOfIdentity, selectProfile } from './queries.ts';
export { accountRoutes } from './routes.ts';
export {
  createSetPreferences,
  createUpdateAccount,
  toProfile,
  type UpdateAccount,
} from './update-account.ts';
