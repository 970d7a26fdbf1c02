export { codesGuessed, factorLocked, shopAccountClaimed, shopPasswordGuessed } from './guessing.ts';
export { identityChanged } from './identity-changed.ts';
export { proofConfirmation } from './proof-confirmation.ts';
export { sessionMisuse } from './session-misuse.ts';
