import { sessionsRevoked } from './account-notices/index.ts';
import { proofConfirmation, sessionMisuse } from './security-alerts/index.ts';
import type { Template } from './templates/index.ts';
import { welcome } from './welcome/index.ts';

/** Every reason Atlas has to write to somebody. */
export const reasons: readonly Template[] = [proofConfirmation, sessionMisuse, sessionsRevoked, welcome];
