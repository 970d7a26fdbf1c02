import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestHandler, Response } from 'express';
import type { Faults } from '../faults/faults.ts';
import { SmsError } from './sms-error.ts';

const slowMs = 3000;
const silenceMs = 60_000;
const maxRetryAfterSeconds = 5;

/** The codes that an API has for what the fault panel does to it. */
export type FaultCodes = Record<'error' | '429' | 'down' | 'blocked', string | number>;

/** Done, but the answer never comes. */
const swallowAnswer = (res: Response, pause: (ms: number) => Promise<void>) => {
  res.json = () => {
    void pause(silenceMs).then(() => res.destroy());
    return res;
  };
};

/** Puts calls under the fault panel; what happens after a text was taken is the network's. */
export const createSmsFaults =
  ({
    faults,
    stopping,
    codes,
    blockedStatus,
  }: {
    faults: Faults;
    stopping: AbortSignal;
    codes: FaultCodes;
    blockedStatus: number;
  }): RequestHandler =>
  async (_req, res, next) => {
    const gone = new AbortController();
    res.on('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, stopping]);
    const pause = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);
    const fault = faults.take('sms', ['error', '429', 'timeout', 'drop', 'slow', 'down', 'blocked']);
    switch (fault?.kind) {
      case 'error':
        throw new SmsError(500, codes.error, 'Internal server error');
      case 'down':
        throw new SmsError(503, codes.down, 'Service unavailable');
      case 'blocked':
        throw new SmsError(blockedStatus, codes.blocked, 'The recipient takes no messages');
      case '429': {
        const seconds = Math.max(1, Math.min(maxRetryAfterSeconds, Math.ceil(fault.secondsLeft ?? 1)));
        throw new SmsError(429, codes['429'], 'Too many requests', seconds);
      }
      case 'drop':
        return void res.destroy();
      case 'timeout':
        swallowAnswer(res, pause);
        return next();
      case 'slow':
        await pause(slowMs);
        return next();
      default:
        return next();
    }
  };
