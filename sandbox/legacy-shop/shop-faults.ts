import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestHandler } from 'express';
import type { Faults } from '../faults/faults.ts';
import { ShopError } from './shop-error.ts';

const slowMs = 3000;
const silenceMs = 60_000;
const maxRetryAfterSeconds = 5;

/**
 * Puts calls under the fault panel. `error`: 500. `429`: told to wait. `slow`: answered 3 s late. `drop`: the connection
 * is cut. `timeout`: the answer never comes; cut after a minute.
 */
export const createShopFaults =
  ({ faults, stopping }: { faults: Faults; stopping: AbortSignal }): RequestHandler =>
  async (_req, res, next) => {
    const gone = new AbortController();
    res.on('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, stopping]);
    const pause = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);
    const fault = faults.take('legacy-shop', ['error', '429', 'timeout', 'drop', 'slow']);
    switch (fault?.kind) {
      case 'error':
        throw new ShopError(500, 'internal');
      case '429': {
        const seconds = Math.max(1, Math.min(maxRetryAfterSeconds, Math.ceil(fault.secondsLeft ?? 1)));
        throw new ShopError(429, 'too_many_requests', seconds);
      }
      case 'drop':
        return void res.destroy();
      case 'timeout':
        await pause(silenceMs);
        return void res.destroy();
      case 'slow':
        await pause(slowMs);
        return next();
      default:
        return next();
    }
  };
