import { AtlasError, type ErrorCode } from '@atlas/shared/errors';
import type { Problem } from '@atlas/shared/wire';
import { ZodError } from 'zod';

/** The one place that knows which HTTP status and which words a code has. [RFC 9457] */
export const problems: Readonly<Record<ErrorCode, { status: number; title: string }>> = {
  account_not_found: { status: 404, title: 'No such account' },
  body_too_large: { status: 413, title: 'The body is larger than this route takes' },
  broadcast_conflict: { status: 409, title: 'The announcement is in no state for that' },
  broadcast_not_found: { status: 404, title: 'No such announcement' },
  challenge_ended: {
    status: 410,
    title: 'The code expired, was used or was tried too often; ask for a new one',
  },
  challenge_not_found: { status: 404, title: 'No such challenge' },
  code_invalid: { status: 401, title: 'The code is not right' },
  confirmation_not_found: { status: 404, title: 'Nothing to confirm, or too late' },
  connection_changed: {
    status: 409,
    title: 'Something changed on the other side meanwhile; begin again',
  },
  connection_invalid: { status: 404, title: 'This code expired, was used or never was; ask for a new one' },
  connection_not_found: { status: 404, title: 'No such connection is waiting' },
  cursor_invalid: { status: 400, title: 'The cursor is not one of this list' },
  delivery_expired: { status: 409, title: 'The time of this message is over; it is not sent late' },
  delivery_not_replayable: {
    status: 409,
    title: 'Only a message that was given up on, and went on to no other address, can be replayed',
  },
  destination_not_supported: { status: 422, title: 'We cannot send codes there' },
  dpop_invalid: { status: 401, title: 'The DPoP proof is not valid for this request' },
  factor_exists: { status: 409, title: 'This is already a second factor of the account' },
  factor_not_allowed: {
    status: 422,
    title: 'The messenger you signed in with cannot be its own second factor',
  },
  factor_not_found: { status: 404, title: 'No such factor' },
  forbidden: { status: 403, title: 'Not allowed with this token' },
  fresh_proof_required: {
    status: 401,
    title: 'Open the app again from the chat, then do this within five minutes',
  },
  idempotency_key_invalid: {
    status: 400,
    title: 'Idempotency-Key must be 1 to 255 visible ASCII characters',
  },
  idempotency_key_reused: { status: 422, title: 'This Idempotency-Key was used for another request' },
  identity_connected: { status: 409, title: 'This messenger already signs in to that account' },
  identity_suspended: {
    status: 403,
    title:
      'This messenger identity may have changed hands; a second factor or the shop password has to be given',
  },
  identity_not_found: { status: 404, title: 'No such messenger is connected' },
  init_data_expired: { status: 401, title: 'The init data is too old; open the app again from the chat' },
  init_data_replayed: {
    status: 401,
    title: 'The init data was already used; open the app again from the chat',
  },
  insufficient_user_authentication: { status: 401, title: 'A second factor is asked for' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  invalid_credentials: {
    status: 401,
    title: 'Login or password is not right, or the shop account is locked',
  },
  invalid_init_data: { status: 401, title: 'The init data is not valid' },
  invalid_json: { status: 400, title: 'The body is not valid JSON' },
  invalid_request: { status: 400, title: 'The request does not have the form this route takes' },
  invalid_token: { status: 401, title: 'The token is missing, expired, revoked or not valid here' },
  invalid_wechat_code: { status: 401, title: 'The code of WeChat is wrong, over or was used; log in again' },
  invalid_wechat_data: { status: 401, title: 'The data is not what WeChat gave of this person, or too old' },
  last_identity: { status: 409, title: 'The last messenger of an account cannot be removed' },
  link_ticket_invalid: {
    status: 409,
    title: 'The link ticket expired, was used or is not of this session; start again',
  },
  login_start_invalid: {
    status: 404,
    title: 'This sign-in is over or was gone on with; begin again in the browser',
  },
  login_token_invalid: {
    status: 401,
    title: 'The link expired, was used or belongs to another browser; ask for a new one in the chat',
  },
  merge_recent: {
    status: 409,
    title: 'For three days after a merge nothing that undoes it may go; undo it first, or wait',
  },
  merge_not_found: { status: 404, title: 'No merge that can still be undone' },
  merge_shop_conflict: {
    status: 409,
    title: 'Both accounts have an account of the old shop linked; unlink one of them first',
  },
  merge_undo_impossible: {
    status: 409,
    title: 'One of the accounts would be left without a messenger; connect another one first',
  },
  merge_required: { status: 409, title: 'Both accounts have a history; they can only be merged' },
  messenger_connected: {
    status: 409,
    title: 'That account already has an identity in this messenger; remove it first',
  },
  method_not_allowed: { status: 405, title: 'This method is not allowed here' },
  not_acceptable: { status: 406, title: 'This route answers JSON' },
  not_found: { status: 404, title: 'Nothing here' },
  proof_needs_confirmation: {
    status: 401,
    title: 'Another device already used this link; confirm in the chat that it is you',
  },
  rate_limited: { status: 429, title: 'Too many requests' },
  recovery_not_found: { status: 404, title: 'No recovery is under way' },
  recovery_not_ready: { status: 409, title: 'The waiting time is not over' },
  recovery_pending: { status: 409, title: 'A recovery is already under way' },
  refresh_token_invalid: { status: 401, title: 'The refresh token is not valid; sign in again' },
  request_timeout: { status: 408, title: 'The request took too long to arrive' },
  resend_too_early: { status: 429, title: 'A code was just sent; wait before you ask for another' },
  send_limited: { status: 429, title: 'Too many codes were sent; try later or use another factor' },
  session_not_found: { status: 404, title: 'No such session' },
  shop_account_taken: { status: 409, title: 'This shop account is linked to another Atlas account' },
  shop_already_linked: { status: 409, title: 'A shop account is already linked; unlink it first' },
  shop_link_blocked: { status: 403, title: 'Linking is blocked for a day because the owner objected' },
  shop_link_not_found: { status: 404, title: 'No shop account is linked' },
  shop_link_required: { status: 403, title: 'Link your old shop account first' },
  shop_not_configured: { status: 404, title: 'There is no old shop to link here' },
  shop_password_required: { status: 401, title: 'Prove the password of the old shop in this session' },
  shop_unavailable: { status: 503, title: 'The old shop does not answer; try again later' },
  snapshot_user: {
    status: 403,
    title: 'WeChat shows this page without signing you in; open it in full to go on',
  },
  unavailable: { status: 503, title: 'A part we depend on is away; try again shortly' },
  unknown_bot: { status: 404, title: 'No such bot' },
  unsupported_media_type: { status: 415, title: 'Send application/json' },
  upstream_timeout: { status: 504, title: 'The service behind the gateway took too long' },
  upstream_unavailable: { status: 502, title: 'The service behind the gateway is away' },
  use_dpop_nonce: { status: 401, title: 'Repeat the request with the nonce of the DPoP-Nonce header' },
  verification_locked: { status: 429, title: 'Too many wrong codes; verification is locked for a while' },
  webhook_unauthorized: { status: 401, title: 'Not authorized' },
  wechat_not_configured: { status: 404, title: 'There is no way in from WeChat here' },
  wechat_user_blocked: { status: 403, title: 'WeChat holds this user to be a risk and does not let them in' },
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
  ...(details.attemptsLeft === undefined ? {} : { attemptsLeft: details.attemptsLeft }),
  ...(details.acrValues ? { acrValues: details.acrValues } : {}),
  ...(details.maxAge === undefined ? {} : { maxAge: details.maxAge }),
});
