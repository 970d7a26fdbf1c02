import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestHandler } from 'express';
import type { Faults } from '../../faults/faults.ts';
import { type ErrorCode, WechatError } from '../wechat-error.ts';

const slowMs = 3000;
const silenceMs = 60_000;

/** Puts a call under the fault panel; `blocked` is the code by which this call tells of a person who is. */
export type Faulty = (blocked?: ErrorCode) => RequestHandler;

export const createFaulty =
  ({ faults, stopping }: { faults: Faults; stopping: AbortSignal }): Faulty =>
  (blocked) =>
  async (_req, res, next) => {
    const gone = new AbortController();
    res.on('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, stopping]);
    const pause = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);
    const kinds = ['error', '429', 'timeout', 'drop', 'slow', 'down'] as const;
    switch (faults.take('wechat', blocked === undefined ? kinds : [...kinds, 'blocked'])?.kind) {
      case 'error':
        throw new WechatError(-1);
      case '429':
        throw new WechatError(45011);
      case 'blocked':
        throw new WechatError(blocked ?? -1);
      case 'down':
        return void res.status(502).type('html').send('<html><body>502 Bad Gateway</body></html>');
      case 'drop':
        return void res.destroy();
      case 'timeout':
        res.end = () => {
          void pause(silenceMs).then(() => res.destroy());
          return res;
        };
        return next();
      case 'slow':
        await pause(slowMs);
        return next();
      default:
        return next();
    }
  };
