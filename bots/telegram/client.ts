import { Api, type ApiClientOptions } from 'grammy';
import type { CallScope } from '../call-scope.ts';

type Deps = {
  botToken: string;
  /** `https://api.telegram.org`, or whatever speaks like it. */
  apiRoot: string;
  scope: CallScope;
  /** For each call. */
  timeoutMs: number;
};

type GrammyFetch = NonNullable<ApiClientOptions['fetch']>;

/**
 * grammY's client, calling through Node's own fetch: it keeps connections, and lets each call carry the trace of the
 * update it answers. grammY aborts by a polyfilled signal that Node's fetch refuses, so time-outs are set here.
 */
export const createTelegramApi = ({ botToken, apiRoot, scope, timeoutMs }: Deps): Api => {
  const send = (
    url: string | URL,
    { method, headers, body }: { method?: string; headers?: Record<string, string>; body?: string },
  ) =>
    fetch(url, {
      method,
      headers: { ...headers, traceparent: scope.traceparent() },
      body,
      signal: scope.signal(timeoutMs),
    });
  return new Api(botToken, {
    apiRoot: apiRoot.replace(/\/+$/, ''),
    // Only for what even an abort can't end.
    timeoutSeconds: timeoutMs / 1000 + 5,
    fetch: send as unknown as GrammyFetch,
  });
};
