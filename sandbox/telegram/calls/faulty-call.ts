import { setTimeout as sleep } from 'node:timers/promises';
import type { Faults } from '../../faults/faults.ts';
import { BotApiError, forbidden, tooManyRequests } from './bot-api-error.ts';
import type { Answer, Call } from './call.ts';

const slowMs = 3000;
const silenceMs = 60_000;
const maxRetryAfterSeconds = 5;

/** A bot that asks for its updates, or where they go, would use the faults up before anything interesting happens. */
const spared = new Set(['getMe', 'getUpdates', 'setWebhook', 'deleteWebhook', 'getWebhookInfo']);
const writesIntoChat = /^(send|edit|delete(Message))/;

/** The connection is to be cut without an answer. */
export class ConnectionCut extends Error {
  override name = 'ConnectionCut';
}

/**
 * Runs a call under the fault panel. `error`: 500, nothing done. `429`: told to wait, nothing done. `blocked`: 403 for
 * whatever writes into a chat. `slow`: done and answered, 3 s late. `drop`: cut before anything was done. `timeout`:
 * done, but the answer never comes; cut after a minute.
 */
export const createFaultyRun =
  ({ faults }: { faults: Faults }) =>
  async (call: Call, run: () => Promise<Answer>): Promise<Answer> => {
    if (spared.has(call.method)) return run();
    const isBlockable = writesIntoChat.test(call.method);
    const fault = faults.take('telegram', [
      ...(['error', '429', 'timeout', 'drop', 'slow'] as const),
      ...(isBlockable ? (['blocked'] as const) : []),
    ]);
    switch (fault?.kind) {
      case 'error':
        throw new BotApiError(500, 'Internal Server Error');
      case '429':
        throw tooManyRequests(Math.max(1, Math.min(maxRetryAfterSeconds, Math.ceil(fault.secondsLeft ?? 1))));
      case 'blocked':
        throw forbidden('bot was blocked by the user');
      case 'drop':
        throw new ConnectionCut();
      case 'timeout':
        await run();
        await sleep(silenceMs, undefined, { signal: call.signal }).catch(() => undefined);
        throw new ConnectionCut();
      case 'slow':
        await sleep(slowMs, undefined, { signal: call.signal }).catch(() => undefined);
        return run();
      default:
        return run();
    }
  };
