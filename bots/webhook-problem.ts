import { randomUUIDv7 } from 'node:crypto';
import { AtlasError, type ErrorCode } from '@atlas/shared/errors';
import type { Logger } from '@atlas/shared/process';
import type { Problem } from '@atlas/shared/wire';
import type { ErrorRequestHandler } from 'express';

/** The refusals of a webhook, with their HTTP status. Anything else is `internal`. */
const problems: Partial<Record<ErrorCode, { status: number; title: string }>> = {
  body_too_large: { status: 413, title: 'The body is larger than a webhook may be' },
  invalid_json: { status: 400, title: 'The body is not valid JSON' },
  invalid_request: { status: 400, title: 'The body is not an update' },
  forbidden: { status: 403, title: 'Not the token that was agreed on' },
  method_not_allowed: { status: 405, title: 'Webhooks are posted' },
  unavailable: { status: 503, title: 'Not stored; send it again' },
  unsupported_media_type: { status: 415, title: 'Not a type of content that this webhook takes' },
  webhook_unauthorized: { status: 401, title: 'Not authorized' },
};
const internal = { status: 500, title: 'Something went wrong on our side' };

/** body-parser's failures, by the `type` it gives them. */
const parserCodes: Readonly<Record<string, ErrorCode>> = {
  'charset.unsupported': 'unsupported_media_type',
  'encoding.unsupported': 'unsupported_media_type',
  'entity.parse.failed': 'invalid_json',
  'entity.too.large': 'body_too_large',
};

const codeOf = (error: unknown): ErrorCode => {
  if (error instanceof AtlasError) return error.code;
  const { type, status } = (error ?? {}) as { type?: string; status?: number };
  return parserCodes[type ?? ''] ?? (status === 400 ? 'invalid_request' : 'internal');
};

/** Refusals as RFC 9457 problems; says nothing of why. 503 asks the messenger to come again. */
export const createWebhookProblems =
  ({ logger, allow = 'POST' }: { logger: Logger; allow?: string }): ErrorRequestHandler =>
  (error, _req, res, _next) => {
    const code = codeOf(error);
    const { status, title } = problems[code] ?? internal;
    const requestId = randomUUIDv7();
    if (status >= 500) logger.error({ error, code, requestId }, 'webhook not stored');
    if (status === 503) res.set('Retry-After', '2');
    if (status === 405) res.set('Allow', allow);
    const problem: Problem = { type: `urn:atlas:problem:${code}`, title, status, code, requestId };
    res.status(status).type('application/problem+json').send(JSON.stringify(problem));
  };
