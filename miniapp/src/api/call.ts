import { newTrace, type Trace } from './trace.ts';
import type { ApiRequest, Method } from './transport.ts';

export type CallOptions = {
  signal?: AbortSignal;
  /** What the person did that caused this call. (Default: a trace of its own) */
  trace?: Trace;
};

/** One request with the session's token. @throws ApiError */
export type Call = (method: Method, path: string, options?: CallOptions, body?: unknown) => Promise<Response>;

/** Sends a request with the session's token. */
export type SendInSession = (request: Omit<ApiRequest, 'accessToken'>) => Promise<Response>;

export const createCall =
  (send: SendInSession): Call =>
  (method, path, { signal, trace = newTrace() } = {}, body) =>
    send({ method, path, body, signal, trace });
