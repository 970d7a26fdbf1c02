import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../world.ts';
import { createPostUpdate } from './post-update.ts';
import type { PendingUpdate } from './update-queue.ts';
import type { WebhookSettings } from './webhook-settings.ts';

/** How long after a failure the update is tried again, in the ladder's own terms. */
type Attempt = { failures: number; delaySeconds: number; dueMs: number };

const goneSeconds = 23 * 3600;
const maxDelaySeconds = 60;
const loadAhead = 200;
/** A shifted clock is noticed this soon. */
const clockPollMs = 25;

type Deps = {
  world: World;
  webhook: WebhookSettings;
  /** Runs a call that came back as the webhook's answer. */
  runReply: (reply: string) => Promise<void>;
  delayMs: number;
};

/**
 * Delivers updates to the webhook: one after another within a chat, chats side by side up to `max_connections`. A
 * failed one is tried again at once, then after 2, 4, 8 … seconds up to one or two minutes, or when `Retry-After`
 * says, and holds back only its own chat. Due times follow the sandbox's clock.
 */
export const createWebhookDelivery = ({ world, webhook, runReply, delayMs }: Deps) => {
  const { updates, clock, faults, logger } = world;
  const stopping = new AbortController();
  const { post, close } = createPostUpdate();
  const busyChats = new Set<number>();
  const attempts = new Map<number, Attempt>();
  const running = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let goneSinceMs: number | undefined;

  const isDue = ({ id }: PendingUpdate) => (attempts.get(id)?.dueMs ?? 0) <= clock().getTime();

  /** The first update of every chat that none is under way for. */
  const heads = (): PendingUpdate[] => {
    const seen = new Set(busyChats);
    return updates.list(0, loadAhead).filter(({ chatId }) => {
      if (seen.has(chatId)) return false;
      seen.add(chatId);
      return true;
    });
  };

  const noteFailure = (update: PendingUpdate, retryAfterSeconds: number): void => {
    const before = attempts.get(update.id) ?? { failures: 0, delaySeconds: 1, dueMs: 0 };
    let { delaySeconds } = before;
    let waitSeconds = retryAfterSeconds;
    if (retryAfterSeconds === 0 && before.failures > 0) {
      const cap = maxDelaySeconds * (1 + Math.random());
      delaySeconds = Math.min(cap, delaySeconds * 2);
      waitSeconds = delaySeconds;
    }
    const dueMs = clock().getTime() + waitSeconds * 1000;
    if (dueMs / 1000 > update.expiresAt) {
      updates.forget(update.id);
      attempts.delete(update.id);
      return;
    }
    attempts.set(update.id, { failures: before.failures + 1, delaySeconds, dueMs });
  };

  /** A webhook that answers 410 for 23 hours is given up. */
  const noteGone = (status: number | undefined): void => {
    if (status !== 410) goneSinceMs = undefined;
    else if (goneSinceMs === undefined) goneSinceMs = clock().getTime();
    else if (clock().getTime() - goneSinceMs > goneSeconds * 1000) webhook.drop();
  };

  const deliver = async (update: PendingUpdate): Promise<void> => {
    const target = webhook.current();
    if (!target) return;
    if (delayMs > 0) await sleep(delayMs, undefined, { signal: stopping.signal });
    const outcome = await post(target, update.body, stopping.signal);
    if (stopping.signal.aborted) return;
    noteGone(outcome.ok ? undefined : outcome.status);
    if (!outcome.ok) {
      webhook.noteError(outcome.failure);
      noteFailure(update, outcome.retryAfterSeconds);
      return;
    }
    attempts.delete(update.id);
    updates.forget(update.id);
    await runReply(outcome.reply);
    if (faults.take('telegram', ['duplicate'])) await post(target, update.body, stopping.signal);
  };

  const start = (update: PendingUpdate): void => {
    busyChats.add(update.chatId);
    const run = deliver(update)
      .catch((error) => {
        if (!stopping.signal.aborted) logger.error({ error }, 'webhook delivery failed');
      })
      .finally(() => {
        busyChats.delete(update.chatId);
        running.delete(run);
        pump();
      });
    running.add(run);
  };

  /** Waits by the sandbox's clock, which may be shifted at any moment. */
  const pumpAt = (dueMs: number): void => {
    timer = setTimeout(() => (clock().getTime() >= dueMs ? pump() : pumpAt(dueMs)), clockPollMs);
  };

  const pump = (): void => {
    clearTimeout(timer);
    const target = webhook.current();
    if (!target || stopping.signal.aborted) return;
    const waiting = heads();
    const due = waiting.filter(isDue);
    for (const update of due.slice(0, Math.max(0, target.maxConnections - busyChats.size))) start(update);
    const dueTimes = waiting.flatMap(({ id }) => attempts.get(id)?.dueMs ?? []);
    if (dueTimes.length > 0) pumpAt(Math.min(...dueTimes));
  };

  const unsubscribe = updates.onAdded(pump);
  return {
    /** Looks whether something can be delivered: after the webhook was set, or at the start. */
    pump: () => {
      attempts.clear();
      goneSinceMs = undefined;
      pump();
    },
    stop: async () => {
      clearTimeout(timer);
      unsubscribe();
      stopping.abort();
      await Promise.all(running);
      close();
    },
  };
};
