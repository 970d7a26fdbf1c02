import type { SendOutcome } from '@atlas/shared/ports';
import { connectionOutcome } from '../connection-outcome.ts';

/** An answer in the provider's own form; anything else (a proxy's page) is none. */
export type SmsAnswer = {
  status: number;
  retryAfterSeconds: number | undefined;
  body: Record<string, unknown>;
};

const readAnswer = async (response: Response): Promise<SmsAnswer | undefined> => {
  const isJson = /^application\/(problem\+)?json\b/.test(response.headers.get('content-type') ?? '');
  if (!isJson) return undefined;
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null) return undefined;
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return {
    status: response.status,
    retryAfterSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : undefined,
    body: body as Record<string, unknown>,
  };
};

/**
 * One call of an SMS provider. Every failure is an outcome: not connected is `retry`; cut, silent or garbled is
 * `unknown`, because the provider may have taken the message.
 */
export const createSmsCall = ({ timeoutMs, closing }: { timeoutMs: number; closing: AbortSignal }) => {
  const call = async (url: string, init: RequestInit): Promise<SmsAnswer | undefined> =>
    readAnswer(
      await fetch(url, {
        method: 'POST',
        redirect: 'error',
        ...init,
        signal: AbortSignal.any([closing, AbortSignal.timeout(timeoutMs)]),
      }),
    );
  return async (
    url: string,
    init: RequestInit,
    outcomeOf: (answer: SmsAnswer) => SendOutcome,
  ): Promise<SendOutcome> => {
    try {
      const answer = await call(url, init);
      return answer ? outcomeOf(answer) : { outcome: 'unknown', code: 'no_answer' };
    } catch (error) {
      return connectionOutcome(error);
    }
  };
};
export type SmsCall = ReturnType<typeof createSmsCall>;
