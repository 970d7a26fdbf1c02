import { AtlasError, type ErrorCode } from '@atlas/shared/errors';
import type { Problem } from '@atlas/shared/wire';
import { ZodError } from 'zod';

/** The one place that knows which HTTP status and which words a code has. [RFC 9457] */
export const problems: Readonly<Record<ErrorCode, { status: number; title: string }>> = {
  account_not_found: { status: 404, title: 'No such account' },
  body_too_large: { status: 413, title: 'The body is larger than this route takes' },
  confirmation_not_found: { status: 404, title: 'Nothing to confirm, or too late' },
  cursor_invalid: { status: 400, title: 'The cursor is not one of this list' },
  dpop_invalid: { status: 401, title: 'The DPoP proof is not valid for this request' },
  forbidden: { status: 403, title: 'Not allowed with this token' },
  idempotency_key_invalid: {
    status: 400,
    title: 'Idempotency-Key must be 1 to 255 visible ASCII characters',
  },
  idempotency_key_reused: { status: 422, title: 'This Idempotency-Key was used for another request' },
  init_data_expired: { status: 401, title: 'The init data is too old; open the app again from the chat' },
  init_data_replayed: {
    status: 401,
    title: 'The init data was already used; open the app again from the chat',
  },
  internal: { status: 500, title: 'Something went wrong on our side' },
  invalid_init_data: { status: 401, title: 'The init data is not valid' },
  invalid_json: { status: 400, title: 'The body is not valid JSON' },
  invalid_request: { status: 400, title: 'The request does not have the form this route takes' },
  invalid_token: { status: 401, title: 'The token is missing, expired, revoked or not valid here' },
  method_not_allowed: { status: 405, title: 'This method is not allowed here' },
  not_acceptable: { status: 406, title: 'This route answers JSON' },
  not_found: { status: 404, title: 'Nothing here' },
  proof_needs_confirmation: {
    status: 401,
    title: 'Another device already used this link; confirm in the chat that it is you',
  },
  rate_limited: { status: 429, title: 'Too many requests' },
  refresh_token_invalid: { status: 401, title: 'The refresh token is not valid; sign in again' },
  request_timeout: { status: 408, title: 'The request took too long to arrive' },
  session_not_found: { status: 404, title: 'No such session' },
  unavailable: { status: 503, title: 'A part we depend on is away; try again shortly' },
  unknown_bot: { status: 404, title: 'No such bot' },
  unsupported_media_type: { status: 415, title: 'Send application/json' },
  use_dpop_nonce: { status: 401, title: 'Repeat the request with the nonce of the DPoP-Nonce header' },
  webhook_unauthorized: { status: 401, title: 'Not authorized' },
};

/** body-parser's failures, by the `type` it gives them. */
const parserCodes: Readonly<Record<string, ErrorCode>> = {
  'entity.too.large': 'body_too_large',
  'entity.parse.failed': 'invalid_json',
  'entity.verify.failed': 'invalid_request',
  'encoding.unsupported': 'unsupported_media_type',
  'charset.unsupported': 'unsupported_media_type',
  'request.size.invalid': 'invalid_request',
  'request.aborted': 'invalid_request',
};

/** Any failure as an AtlasError: what is not one of ours becomes `internal`, and its words stay inside. */
export const toAtlasError = (error: unknown): AtlasError => {
  if (error instanceof AtlasError) return error;
  if (error instanceof ZodError) {
    const fields = error.issues.slice(0, 20).map(({ path, message }) => ({ path: path.join('.'), message }));
    return new AtlasError('invalid_request', { fields }, { cause: error });
  }
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  const code = typeof type === 'string' ? parserCodes[type] : undefined;
  if (code) return new AtlasError(code, {}, { cause: error });
  // Static files: what is hidden is as absent as what is not there.
  if (status === 404 || status === 403) return new AtlasError('not_found', {}, { cause: error });
  if (status === 405) return new AtlasError('method_not_allowed', {}, { cause: error });
  if (error instanceof URIError || status === 400)
    return new AtlasError('invalid_request', {}, { cause: error });
  return new AtlasError('internal', {}, { cause: error });
};

/** The problem document of a refusal. Says nothing that the code and its details don't. */
export const toProblem = ({ code, details }: AtlasError, requestId: string): Problem => ({
  type: `urn:atlas:problem:${code}`,
  title: problems[code].title,
  status: problems[code].status,
  code,
  requestId,
  ...(details.hint ? { detail: details.hint } : {}),
  ...(details.fields ? { errors: details.fields.map((field) => ({ ...field })) } : {}),
  ...(details.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: details.retryAfterSeconds }),
  ...(details.dependency ? { dependency: details.dependency } : {}),
  ...(details.confirmationId ? { confirmationId: details.confirmationId } : {}),
});
