import { conflict } from '../calls/bot-api-error.ts';
import type { Answer, Call, Method } from '../calls/call.ts';
import type { World } from '../world.ts';
import { type PendingUpdate, parseAllowedUpdates } from './update-queue.ts';
import type { WebhookSettings } from './webhook-settings.ts';

const maxTimeoutSeconds = 50;
const quickRepeatMs = 3000;
const veryQuickRepeatMs = 500;
/** An offset further ahead than this belongs to some other queue: it confirms nothing. */
const maxOffsetAhead = 10;

type LongPoll = { fail(error: Error): void; wake(): void; end(): void };

/**
 * `getUpdates` by its rules: an offset confirms what is before it; a negative one keeps only the last; the same offset
 * again within 3 s waits; of two that wait the later one wins; none while a webhook is set.
 */
export const createGetUpdates = ({ world, webhook }: { world: World; webhook: WebhookSettings }) => {
  const { updates, faults, storage } = world;
  let waiting: LongPoll | undefined;
  let previous = { offset: Number.NaN, atMs: Number.NEGATIVE_INFINITY };
  let stopped = false;

  const toBodies = (pending: readonly PendingUpdate[]) => pending.map(({ body }) => body);

  /** Deletes what is confirmed; with the fault `duplicate`, hands it out once more as it goes. */
  const confirm = (offset: number): PendingUpdate[] => {
    const confirmed = updates.list(0, 100).filter(({ id }) => id < offset);
    updates.forgetBefore(offset);
    return confirmed.length > 0 && faults.take('telegram', ['duplicate']) ? confirmed : [];
  };

  const wait = ({ signal }: Call, offset: number, limit: number, timeoutMs: number): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        unsubscribe();
        signal.removeEventListener('abort', leave);
        if (waiting === poll) waiting = undefined;
        settle();
      };
      const poll: LongPoll = {
        fail: (error) => finish(() => reject(error)),
        end: () => finish(() => resolve({ result: [] })),
        wake: () => {
          const found = updates.list(offset, limit);
          if (found.length > 0) finish(() => resolve({ result: toBodies(found) }));
        },
      };
      const leave = () => poll.end();
      const timer = setTimeout(poll.end, timeoutMs);
      const unsubscribe = updates.onAdded(poll.wake);
      signal.addEventListener('abort', leave);
      waiting = poll;
    });

  const getUpdates: Method = async (call) => {
    const { args } = call;
    if (webhook.isSet()) {
      throw conflict(
        "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    }
    let offset = args.integer('offset', 0);
    let limit = args.integer('limit', 100, 1, 100);
    let timeoutSeconds = args.integer('timeout', 0, 0, maxTimeoutSeconds);
    const allowed = parseAllowedUpdates(args.text('allowed_updates'));
    if (allowed === null) storage.removeSetting('allowed_updates');
    else if (allowed) storage.setSetting('allowed_updates', allowed);

    const sinceSameOffsetMs =
      offset === previous.offset ? performance.now() - previous.atMs : Number.POSITIVE_INFINITY;
    if (sinceSameOffsetMs < quickRepeatMs) timeoutSeconds = Math.max(timeoutSeconds, 3);
    if (sinceSameOffsetMs < veryQuickRepeatMs) limit = 1;
    previous = { offset, atMs: performance.now() };

    if (offset < 0) offset = updates.firstOfLast(-offset);
    if (offset > updates.nextId() + maxOffsetAhead) offset = 0;
    const repeated = confirm(offset);
    const found = [...repeated, ...updates.list(offset, limit)].slice(0, limit);
    if (found.length > 0 || timeoutSeconds === 0 || stopped) return { result: toBodies(found) };
    waiting?.fail(
      conflict('terminated by other getUpdates request; make sure that only one bot instance is running'),
    );
    return wait(call, offset, limit, timeoutSeconds * 1000);
  };

  return {
    getUpdates,
    /** Whoever waits is told that a webhook took over. */
    endForWebhook: () => waiting?.fail(conflict('terminated by setWebhook request')),
    stop: () => {
      stopped = true;
      waiting?.end();
    },
  };
};
