import { sessionsRevoked } from './account-notices/index.ts';
import { achievementGranted } from './achievements/index.ts';
import {
  accountMerged,
  messengerClaimed,
  messengerConnected,
  messengerRemoved,
} from './messenger-notices/index.ts';
import {
  orderCancelled,
  orderPaid,
  orderPlaced,
  orderShipped,
  paymentFailed,
} from './order-notices/index.ts';
import { recoveryCancelled, recoveryCompleted, recoveryRequested } from './recovery-notices/index.ts';
import {
  codesGuessed,
  factorLocked,
  identityChanged,
  proofConfirmation,
  sessionMisuse,
  shopAccountClaimed,
  shopPasswordGuessed,
} from './security-alerts/index.ts';
import { shopLinked, shopLinkReminder, shopUnlinked } from './shop-notices/index.ts';
import type { Reason } from './templates/index.ts';
import {
  backupCodesCreated,
  backupCodeUsed,
  factorDisabled,
  factorEnabled,
} from './two-factor-notices/index.ts';
import { welcome } from './welcome/index.ts';

/** Every reason Atlas has to write to somebody, beside what it is commanded to send. */
export const reasons: readonly Reason[] = [
  accountMerged,
  achievementGranted,
  backupCodesCreated,
  backupCodeUsed,
  codesGuessed,
  factorDisabled,
  factorEnabled,
  factorLocked,
  identityChanged,
  messengerClaimed,
  messengerConnected,
  messengerRemoved,
  orderCancelled,
  orderPaid,
  orderPlaced,
  orderShipped,
  paymentFailed,
  proofConfirmation,
  recoveryCancelled,
  recoveryCompleted,
  recoveryRequested,
  sessionMisuse,
  sessionsRevoked,
  shopAccountClaimed,
  shopLinked,
  shopLinkReminder,
  shopPasswordGuessed,
  shopUnlinked,
  welcome,
];
