/**
 * Every way Atlas refuses, by a code that stays. A code says what happened in the domain; only
 * `api/http/problem.ts` knows which HTTP status that is.
 */
export const errorCodes = [
  'account_not_found',
  'body_too_large',
  'confirmation_not_found',
  'cursor_invalid',
  'dpop_invalid',
  'forbidden',
  'idempotency_key_invalid',
  'idempotency_key_reused',
  'init_data_expired',
  'init_data_replayed',
  'internal',
  'invalid_init_data',
  'invalid_json',
  'invalid_request',
  'invalid_token',
  'method_not_allowed',
  'not_acceptable',
  'not_found',
  'proof_needs_confirmation',
  'rate_limited',
  'refresh_token_invalid',
  'request_timeout',
  'session_not_found',
  'unavailable',
  'unknown_bot',
  'unsupported_media_type',
  'use_dpop_nonce',
  'webhook_unauthorized',
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
};

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
    this.retryable = code === 'unavailable' || code === 'rate_limited' || code === 'request_timeout';
  }
}
