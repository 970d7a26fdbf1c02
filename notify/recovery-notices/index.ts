export { recoveryCancelled } from './recovery-cancelled.ts';
export { recoveryCompleted } from './recovery-completed.ts';
export { recoveryRequested } from './recovery-requested.ts';
