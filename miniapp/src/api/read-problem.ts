import { Problem } from '@atlas/shared/wire';
import { ApiError } from './api-error.ts';

/** Seconds of `Retry-After`, which may also be a date. [RFC 9110, 10.2.3] */
export const parseRetryAfter = (header: string | null, now: number): number | undefined => {
  if (!header) return undefined;
  if (/^\d+$/.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1000));
};

/** A refusal as an error. A body that is no problem document, such as a proxy's page, keeps status and request id. */
export const readProblem = async (response: Response, now: number): Promise<ApiError> => {
  const { status, headers } = response;
  const parsed = Problem.safeParse(await response.json().catch(() => undefined));
  const retryAfterSeconds =
    parsed.data?.retryAfterSeconds ?? parseRetryAfter(headers.get('Retry-After'), now);
  const requestId = parsed.data?.requestId ?? headers.get('X-Request-Id') ?? undefined;
  const fallback = status === 503 || status === 502 || status === 504 ? 'unavailable' : 'unexpected_answer';
  const code = parsed.data?.code ?? (status === 429 ? 'rate_limited' : fallback);
  return new ApiError(code, {
    status,
    requestId,
    retryAfterSeconds,
    confirmationId: parsed.data?.confirmationId,
    attemptsLeft: parsed.data?.attemptsLeft,
  });
};
