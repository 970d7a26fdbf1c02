import { ApiError, toApiError } from './api-error.ts';
import type { Proofs } from './proofs.ts';
import { readProblem } from './read-problem.ts';
import { type Trace, traceparentOf } from './trace.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type ApiRequest = {
  method: Method;
  /** With its query: `/v1/notifications?limit=20`. */
  path: string;
  body?: unknown;
  accessToken?: string | undefined;
  trace: Trace;
  signal?: AbortSignal | undefined;
  /** Whether doing it twice is the same as once. (Default: only GET) */
  isRepeatable?: boolean;
};

/** Sends one request. @throws ApiError, or the signal's own reason when it was aborted. */
export type Send = (request: ApiRequest) => Promise<Response>;

type Deps = {
  baseUrl: string;
  proofs: Proofs;
  fetch: typeof fetch;
  isOnline: () => boolean;
  clock: () => number;
  /** How long an answer may take, in milliseconds. */
  timeoutMs?: number;
  /** Pause before the one repetition after a network failure, in milliseconds. */
  repeatAfterMs?: number;
};

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * The way to the API: proof, trace, time-out, and the two repetitions that are safe. A refusal for want of a nonce
 * is repeated once with the nonce it brought; a repeatable request once after a network failure.
 */
export const createTransport = (deps: Deps): Send => {
  const { baseUrl, proofs, clock, isOnline, timeoutMs = 15_000, repeatAfterMs = 400 } = deps;

  const headersOf = async ({ method, path, body, accessToken, trace }: ApiRequest): Promise<Headers> => {
    const headers = new Headers({ Accept: 'application/json', traceparent: traceparentOf(trace) });
    if (body !== undefined) headers.set('Content-Type', 'application/json');
    if (accessToken) headers.set('Authorization', `${proofs.scheme} ${accessToken}`);
    const proof = await proofs.prove({ method, url: baseUrl + path, accessToken });
    if (proof) headers.set('DPoP', proof);
    return headers;
  };

  const attempt = async (request: ApiRequest): Promise<Response> => {
    const { method, path, body, signal } = request;
    const timeout = AbortSignal.timeout(timeoutMs);
    const init: RequestInit = {
      method,
      headers: await headersOf(request),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const response = await deps.fetch(baseUrl + path, init).catch((cause: unknown) => {
      signal?.throwIfAborted();
      throw new ApiError(isOnline() ? 'unreachable' : 'offline', { cause });
    });
    proofs.keepNonce(response.headers.get('DPoP-Nonce'));
    if (!response.ok) throw await readProblem(response, clock());
    return response;
  };

  /** Twice more at the most: one server may hand out a nonce that the next, cut off from its cache, can't check. */
  const attemptWithNonce = async (request: ApiRequest, repeats = 2): Promise<Response> => {
    try {
      return await attempt(request);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'use_dpop_nonce' || repeats === 0) throw error;
      return attemptWithNonce(request, repeats - 1);
    }
  };

  return async (request) => {
    try {
      return await attemptWithNonce(request);
    } catch (error) {
      const isRepeatable = request.isRepeatable ?? request.method === 'GET';
      if (!isRepeatable || request.signal?.aborted || !toApiError(error).isNetworkFailure) throw error;
      await pause(repeatAfterMs);
      request.signal?.throwIfAborted();
      return attemptWithNonce(request);
    }
  };
};
