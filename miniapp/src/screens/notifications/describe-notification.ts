import type { Notification } from '@atlas/shared/wire';
import type { TFunction } from 'i18next';

const templates = [
  'welcome',
  'proof_confirmation',
  'session_misuse',
  'sessions_revoked',
  'messenger_claimed',
  'messenger_connected',
  'messenger_removed',
  'shop_account_linked',
  'shop_account_unlinked',
  'shop_link_reminder',
  'shop_account_claimed',
  'shop_password_guessed',
  'two_factor_enabled',
  'two_factor_disabled',
  'backup_codes_created',
  'backup_code_used',
  'codes_guessed',
  'factor_locked',
  'recovery_requested',
  'recovery_cancelled',
  'recovery_completed',
  'code',
  'totp_setup',
  'order_placed',
  'order_paid',
  'order_cancelled',
  'order_shipped',
  'payment_failed',
  'achievement_granted',
  'digest',
  'broadcast',
  'broadcast_for_now',
] as const;
const reasons = [
  'recipient_blocked',
  'preference',
  'expired',
  'superseded',
  'quiet_hours',
  'too_many_texts',
] as const;

export type NotificationTone = 'done' | 'pending' | 'failed' | 'quiet';

const tones: Readonly<Record<Notification['state'], NotificationTone>> = {
  queued: 'pending',
  deferred: 'pending',
  digesting: 'pending',
  sending: 'pending',
  retry_wait: 'pending',
  sent: 'done',
  failed: 'failed',
  unknown: 'failed',
  suppressed: 'quiet',
  expired: 'quiet',
  dead: 'failed',
};

/** What a message was, and how it went, in words. A template without a name of its own is called by its kind. */
export const describeNotification = (t: TFunction, { template, kind, state, reason }: Notification) => {
  const known = templates.find((name) => name === template);
  const title = known ? t(`notifications.templates.${known}`) : t(`preferences.kinds.${kind}.title`);
  if (reason === 'digested') return { title, outcome: t('notifications.digested'), tone: 'done' as const };
  // That it waits says why.
  const why = state === 'deferred' ? undefined : reasons.find((name) => name === reason);
  return {
    title,
    outcome: t(`notifications.states.${state}`) + (why ? `: ${t(`notifications.reasons.${why}`)}` : ''),
    tone: tones[state],
  };
};
