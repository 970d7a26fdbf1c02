/**
 * Every way Atlas refuses, by a code that stays. A code says what happened in the domain; only
 * `api/http/problem.ts` knows which HTTP status that is.
 */
export const errorCodes = [
  'account_not_found',
  'body_too_large',
  'broadcast_conflict',
  'broadcast_not_found',
  'challenge_ended',
  'challenge_not_found',
  'code_invalid',
  'confirmation_not_found',
  'connection_changed',
  'connection_invalid',
  'connection_not_found',
  'cursor_invalid',
  'delivery_expired',
  'delivery_not_replayable',
  'destination_not_supported',
  'dpop_invalid',
  'factor_exists',
  'factor_not_allowed',
  'factor_not_found',
  'forbidden',
  'fresh_proof_required',
  'idempotency_key_invalid',
  'idempotency_key_reused',
  'identity_connected',
  'identity_not_found',
  'identity_suspended',
  'init_data_expired',
  'init_data_replayed',
  'insufficient_user_authentication',
  'internal',
  'invalid_credentials',
  'invalid_init_data',
  'invalid_json',
  'invalid_request',
  'invalid_token',
  'invalid_wechat_code',
  'invalid_wechat_data',
  'last_identity',
  'link_ticket_invalid',
  'login_start_invalid',
  'login_token_invalid',
  'merge_not_found',
  'merge_recent',
  'merge_required',
  'merge_shop_conflict',
  'merge_undo_impossible',
  'messenger_connected',
  'method_not_allowed',
  'not_acceptable',
  'not_found',
  'proof_needs_confirmation',
  'rate_limited',
  'recovery_not_found',
  'recovery_not_ready',
  'recovery_pending',
  'refresh_token_invalid',
  'request_timeout',
  'resend_too_early',
  'send_limited',
  'session_not_found',
  'shop_account_taken',
  'shop_already_linked',
  'shop_link_blocked',
  'shop_link_not_found',
  'shop_link_required',
  'shop_not_configured',
  'shop_password_required',
  'shop_unavailable',
  'snapshot_user',
  'unavailable',
  'unknown_bot',
  'unsupported_media_type',
  'upstream_timeout',
  'upstream_unavailable',
  'use_dpop_nonce',
  'verification_locked',
  'webhook_unauthorized',
  'wechat_not_configured',
  'wechat_user_blocked',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** What a caller may act on; shown to the client, so never a secret or somebody else's data. */
export type ErrorDetails = {
  retryAfterSeconds?: number;
  /** The dependency that is away: `postgres`, `redis`, `kafka`, `telegram`. */
  dependency?: string;
  /** Which fields were refused and why, as RFC 9457 extension `errors`. */
  fields?: readonly { path: string; message: string }[];
  /** A message of the refusal's own, where the code's standard sentence is not enough. */
  hint?: string;
  /** Handle for the in-chat confirmation that makes a refused proof good (`proof_needs_confirmation`). */
  confirmationId?: string;
  /** Wrong values that are still taken (`code_invalid`, `invalid_credentials`). */
  attemptsLeft?: number;
  /** What has to be proved and how long ago at the most, in seconds. [RFC 9470] */
  acrValues?: string;
  maxAge?: number;
};

const retryableCodes: ReadonlySet<ErrorCode> = new Set([
  'rate_limited',
  'request_timeout',
  'shop_unavailable',
  'unavailable',
  'upstream_timeout',
  'upstream_unavailable',
]);

/** A refusal with a stable code. `retryable` says whether the same request may succeed later, unchanged. */
export class AtlasError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  readonly retryable: boolean;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options: { cause?: unknown } = {}) {
    super(details.hint ?? code, options);
    this.name = 'AtlasError';
    this.code = code;
    this.details = details;
    this.retryable = retryableCodes.has(code);
  }
}
