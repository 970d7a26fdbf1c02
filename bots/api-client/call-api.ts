import { AtlasError, type ErrorCode, errorCodes } from '@atlas/shared/errors';
import type { CallScope } from '../call-scope.ts';
import type { ServiceTokens } from './service-token.ts';

export type ApiCall = {
  method: 'GET' | 'PATCH' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  body?: unknown;
  timeoutMs?: number;
};

type Deps = { apiUrl: string; tokens: ServiceTokens; scope: CallScope; timeoutMs: number };

const isErrorCode = (code: unknown): code is ErrorCode => errorCodes.includes(code as ErrorCode);

const codeOf = (body: unknown): unknown => (body as { code?: unknown } | null)?.code;

/** The refusal that a problem document names. [RFC 9457] Anything the API could not do itself is `unavailable`. */
const refusalOf = (status: number, body: unknown): AtlasError => {
  const { code, attemptsLeft } = (body ?? {}) as { code?: unknown; attemptsLeft?: unknown };
  const isTheirs = status >= 500 || (status === 429 && code !== 'verification_locked') || !isErrorCode(code);
  const details = typeof attemptsLeft === 'number' ? { attemptsLeft } : {};
  return new AtlasError(isTheirs ? 'unavailable' : code, isTheirs ? { dependency: 'api' } : details, {
    cause: new Error(`the API answered ${status}`),
  });
};

/**
 * One call to the API with the bots' own token; a token it no longer takes is replaced once.
 *
 * @throws AtlasError `unavailable` when there is no answer in time, else the code of the problem.
 */
export const createCallApi = ({ apiUrl, tokens, scope, timeoutMs }: Deps) => {
  const send = async ({ method, path, body, timeoutMs: ownMs = timeoutMs }: ApiCall, token: string) => {
    try {
      const response = await fetch(apiUrl + path, {
        method,
        headers: {
          Authorization: `Bearer ${token}`,
          Accept: 'application/json',
          traceparent: scope.traceparent(),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: scope.signal(ownMs),
        redirect: 'error',
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
    } catch (error) {
      throw new AtlasError('unavailable', { dependency: 'api' }, { cause: error });
    }
  };

  return async (call: ApiCall): Promise<unknown> => {
    const token = await tokens.get();
    let answer = await send(call, token);
    // A wrong code is 401, too: made again it would cost a second attempt.
    if (answer.status === 401 && codeOf(answer.body) !== 'code_invalid') {
      tokens.drop(token);
      answer = await send(call, await tokens.get());
    }
    if (answer.status >= 400) throw refusalOf(answer.status, answer.body);
    return answer.body;
  };
};
