import type { Clock } from '@atlas/shared/ports';
import type { Faults } from '../../faults/faults.ts';
import type { Business } from '../business.ts';
import type { Notification, Notifications } from './notifications.ts';
import { createPostNotifications } from './post-notifications.ts';
import type { Subscriptions } from './subscriptions.ts';

type Deps = {
  business: Business;
  notifications: Notifications;
  subscriptions: Subscriptions;
  faults: Faults;
  clock: Clock;
};

const concurrency = 8;
/** What failed before goes out together. */
const maxBatch = 50;
/** A shifted clock is noticed this soon. */
const clockPollMs = 25;

/**
 * Delivers notifications as Meta does: at least once, side by side and so in no order, one change each, and in batches
 * what an address did not confirm at first. Without an address they are dropped.
 */
export const createDelivery = ({ business, notifications, subscriptions, faults, clock }: Deps) => {
  const stopping = new AbortController();
  const post = createPostNotifications({ business, stopping: stopping.signal });
  const inHand = new Set<number>();
  const running = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;

  const deliver = async (batch: readonly Notification[]): Promise<void> => {
    const address = subscriptions.current();
    const values = batch.map(({ value }) => value);
    const isTaken = address === undefined || (await post(address, values));
    if (stopping.signal.aborted) return;
    for (const notification of batch) {
      if (isTaken) notifications.forget(notification);
      else notifications.setBack(notification);
    }
    if (address && isTaken && faults.take('whatsapp', ['duplicate'])) await post(address, values);
  };

  const start = (batch: readonly Notification[]): void => {
    for (const { number } of batch) inHand.add(number);
    const run = deliver(batch).finally(() => {
      for (const { number } of batch) inHand.delete(number);
      running.delete(run);
      pump();
    });
    running.add(run);
  };

  const pumpAt = (dueMs: number): void => {
    timer = setTimeout(() => (clock().getTime() >= dueMs ? pump() : pumpAt(dueMs)), clockPollMs);
  };

  const pump = (): void => {
    clearTimeout(timer);
    if (stopping.signal.aborted) return;
    const due = notifications.due().filter(({ number }) => !inHand.has(number));
    const late = due.filter(({ attempts }) => attempts > 0);
    const fresh = due.filter(({ attempts }) => attempts === 0);
    for (let from = 0; from < late.length && running.size < concurrency; from += maxBatch)
      start(late.slice(from, from + maxBatch));
    for (const notification of fresh) if (running.size < concurrency) start([notification]);
    const next = notifications.nextDueMs();
    if (next !== undefined) pumpAt(next);
  };

  const unsubscribe = notifications.onAdded(pump);
  return {
    pump,
    stop: async () => {
      clearTimeout(timer);
      unsubscribe();
      stopping.abort();
      await Promise.all(running);
    },
  };
};
