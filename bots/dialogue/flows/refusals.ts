import { AtlasError, type ErrorCode } from '@atlas/shared/errors';
import type { Text } from '../reply.ts';
import type { TextKey } from '../texts/index.ts';

/** What a person can do next, for every refusal that they can do something about. */
const words: Readonly<Partial<Record<ErrorCode, TextKey>>> = {
  challenge_ended: 'refused.codeEnded',
  challenge_not_found: 'refused.codeEnded',
  destination_not_supported: 'refused.destination',
  factor_exists: 'refused.factorExists',
  factor_not_allowed: 'refused.ownNumber',
  factor_not_found: 'refused.noFactor',
  invalid_credentials: 'refused.login',
  invalid_request: 'refused.form',
  link_ticket_invalid: 'refused.ticket',
  rate_limited: 'refused.fast',
  recovery_not_found: 'recovery.over',
  recovery_not_ready: 'refused.notReady',
  recovery_pending: 'refused.recoveryPending',
  resend_too_early: 'refused.tooSoon',
  send_limited: 'refused.sends',
  shop_account_taken: 'refused.taken',
  shop_already_linked: 'refused.linked',
  shop_link_blocked: 'refused.blocked',
  shop_link_not_found: 'refused.notLinked',
  shop_not_configured: 'refused.noShop',
  shop_unavailable: 'refused.shopAway',
  verification_locked: 'refused.locked',
};

/** A wait in the largest unit that says it well; never shorter than it is. */
export const waitOf = (seconds: number): Text => {
  const [unit, length] = seconds > 5400 ? ['hour', 3600] : seconds > 90 ? ['minute', 60] : ['second', 1];
  return {
    key: 'refused.wait',
    values: { unit: unit as string, count: Math.ceil(seconds / (length as number)) },
  };
};

const isRefusal = (error: unknown): error is AtlasError =>
  error instanceof AtlasError && (words[error.code] !== undefined || error.code === 'code_invalid');

/** Why, and from when on it can be tried again. @throws what is no refusal: the same words may work later */
export const refusal = (error: unknown): { code: ErrorCode; says: Text[] } => {
  if (!isRefusal(error)) throw error;
  const { code, details } = error;
  const why: Text =
    code === 'code_invalid'
      ? { key: 'refused.code', values: { left: details.attemptsLeft ?? -1 } }
      : { key: words[code] as TextKey };
  return { code, says: [why, ...(details.retryAfterSeconds ? [waitOf(details.retryAfterSeconds)] : [])] };
};
