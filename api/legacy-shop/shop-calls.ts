import { AtlasError } from '@atlas/shared/errors';
import type { ShopCall } from '@atlas/shared/ports';
import { BrokenCircuitError, ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel';
import type { z } from 'zod';

export type ShopRequest = {
  operation: string;
  method: 'GET' | 'POST';
  path: string;
  body?: object;
} & ShopCall;

export type ShopCallOptions = {
  /** Where the contract's paths begin, without a slash at the end. */
  url: string;
  /** Goes out as `X-Shop-Key`. */
  key: string;
  /** For connection and answer together, in ms (Default: 5000). */
  timeoutMs?: number;
  /** Failures in a row after which the shop is left alone (Default: 5) … */
  failuresBeforePause?: number;
  /** … for so long, in ms (Default: 3000). */
  pauseMs?: number;
  /** Told of each call: a bounded name, and how it went. */
  observe?: (call: { operation: string; outcome: ShopOutcome; durationMs: number }) => void;
};
export type ShopOutcome = 'answered' | 'failed' | 'not_asked';

const maxAnswerBytes = 64 * 1024;

/** Why a call failed; its message holds a status or a word of ours, never what was sent. */
class ShopFailure extends Error {
  override name = 'ShopFailure';
  readonly retryAfterSeconds: number | undefined;
  constructor(message: string, options: { retryAfterSeconds?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

const secondsOf = (header: string | null): number | undefined =>
  header && /^\d{1,5}$/.test(header) ? Number(header) : undefined;

const readJson = async (response: Response): Promise<unknown> => {
  const text = await response.text();
  if (Buffer.byteLength(text) > maxAnswerBytes) throw new ShopFailure('answer too large');
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw new ShopFailure('answer is not JSON');
  }
};

/**
 * Calls to the old shop: one try each, ended after 5 s, and none at all for a moment once five in a row failed, so that
 * a shop that is down isn't held down and nobody waits for it in vain.
 */
export const createShopCalls = ({
  url,
  key,
  timeoutMs = 5000,
  failuresBeforePause = 5,
  pauseMs = 3000,
  observe = () => {},
}: ShopCallOptions) => {
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: pauseMs,
    breaker: new ConsecutiveBreaker(failuresBeforePause),
  });

  const send = async ({ method, path, body, traceparent }: ShopRequest): Promise<Response> => {
    try {
      return await fetch(url + path, {
        method,
        headers: {
          'X-Shop-Key': key,
          Accept: 'application/json',
          ...(traceparent ? { traceparent } : {}),
          ...(body ? { 'Content-Type': 'application/json' } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch (cause) {
      throw new ShopFailure('no answer', { cause });
    }
  };

  const ask = async <T>(request: ShopRequest, schema: z.ZodType<T>): Promise<T | null> => {
    const response = await send(request);
    if (response.status === 404) {
      await response.body?.cancel();
      return null;
    }
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new ShopFailure(`status ${response.status}`, {
        retryAfterSeconds: secondsOf(response.headers.get('Retry-After')),
      });
    }
    const body = await readJson(response).catch((cause: unknown) => {
      throw cause instanceof ShopFailure ? cause : new ShopFailure('answer broke off', { cause });
    });
    const parsed = schema.safeParse(body);
    if (!parsed.success) throw new ShopFailure('answer has another form');
    return parsed.data;
  };

  const toUnavailable = (cause: unknown): AtlasError => {
    const waitSeconds = cause instanceof ShopFailure ? cause.retryAfterSeconds : undefined;
    const retryAfterSeconds = waitSeconds ?? Math.ceil(pauseMs / 1000);
    return new AtlasError('shop_unavailable', { dependency: 'legacy-shop', retryAfterSeconds }, { cause });
  };

  /** Null where the shop answers 404. @throws AtlasError `shop_unavailable` */
  return async <T>(request: ShopRequest, schema: z.ZodType<T>): Promise<T | null> => {
    const startedAtMs = performance.now();
    const report = (outcome: ShopOutcome) =>
      observe({ operation: request.operation, outcome, durationMs: performance.now() - startedAtMs });
    try {
      const answer = await breaker.execute(() => ask(request, schema));
      report('answered');
      return answer;
    } catch (error) {
      report(error instanceof BrokenCircuitError ? 'not_asked' : 'failed');
      throw toUnavailable(error);
    }
  };
};
