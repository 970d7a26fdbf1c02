export { proofConfirmation } from './proof-confirmation.ts';
export { sessionMisuse } from './session-misuse.ts';
