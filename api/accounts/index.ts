export { accountHoldings } from './holdings.ts';
export {
  deleteIdentity,
  type IdentityRow,
  insertIdentity,
  moveIdentities,
  selectIdentities,
  selectIdentityAt,
  selectIdentityOfSession,
  tryLockIdentity,
} from './identity-queries.ts';
export { lockPerson } from './lock-person.ts';
export { accountProjections } from './projections.ts';
export { getTrustedAccountId, selectAccountIdOfIdentity, selectProfile } from './queries.ts';
export { accountRoutes } from './routes.ts';
export {
  createSetPreferences,
  createUpdateAccount,
  toProfile,
  type UpdateAccount,
} from './update-account.ts';
