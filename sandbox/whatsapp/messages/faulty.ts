import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestHandler } from 'express';
import type { Faults } from '../../faults/faults.ts';
import { refusal } from '../graph-error.ts';

const slowMs = 3000;
const silenceMs = 60_000;

/** Puts messages that are handed in under the fault panel; what happens to them afterwards is `send-message`'s. */
export const createFaulty =
  ({ faults, stopping }: { faults: Faults; stopping: AbortSignal }): RequestHandler =>
  async (_req, res, next) => {
    const gone = new AbortController();
    res.on('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, stopping]);
    const pause = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);
    switch (faults.take('whatsapp', ['error', '429', 'timeout', 'drop', 'slow', 'down'])?.kind) {
      case 'error':
        throw refusal(131000, 'Message failed to send due to an unknown error.');
      case 'down':
        throw refusal(131016, 'A service is temporarily unavailable.');
      case '429':
        throw refusal(130429, 'Cloud API message throughput has been reached.');
      case 'drop':
        return void res.destroy();
      case 'timeout':
        res.json = () => {
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
