export {
  createRemoveAllFactors,
  createRemoveFactor,
  createUpdateFactor,
  type RemoveAllFactors,
  toFactor,
} from './change-factors.ts';
export { createFactorSeals, type FactorSeals } from './factor-seals.ts';
export { createFactorHolding } from './holding.ts';
export {
  createMoveFactors,
  hadFactorAt,
  isOwnMessengerAcross,
  type MoveFactors,
  previewFactorMove,
} from './move-factors.ts';
export { createFactorProjection } from './projection.ts';
export {
  activateFactor,
  deletePendingFactors,
  hasActiveDestination,
  insertPendingFactor,
  isOwnMessenger,
  prolongPendingFactor,
  selectActiveFactors,
  selectFactor,
} from './queries.ts';
export { factorRoutes, listFactors } from './routes.ts';
export { decodeSecret, newTotpSecret, totpCodes, totpSetup } from './totp.ts';
