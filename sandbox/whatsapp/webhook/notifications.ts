import { EventEmitter } from 'node:events';
import type { Clock } from '@atlas/shared/ports';
import type { Storage } from '../../storage/storage.ts';
import type { ChangeValue } from './change-values.ts';

/** A change on its way to the business's webhook. */
export type Notification = { number: number; value: ChangeValue; attempts: number; expiresAtMs: number };

type Row = { number: number; value: string; attempts: number; expires_at: number };

const keptMs = 7 * 86_400_000;
const firstRetryMs = 1000;
const longestRetryMs = 3_600_000;
const added = 'added';

export type Notifications = ReturnType<typeof createNotifications>;

/** What the business has not confirmed yet: kept for seven days, tried again with growing delays. */
export const createNotifications = ({ storage, clock }: { storage: Storage; clock: Clock }) => {
  const emitter = new EventEmitter().setMaxListeners(0);
  const nowMs = () => clock().getTime();
  const fromRow = ({ number, value, attempts, expires_at }: Row): Notification => ({
    number,
    value: JSON.parse(value) as ChangeValue,
    attempts,
    expiresAtMs: expires_at,
  });
  return {
    add: (value: ChangeValue, { delayMs = 0 }: { delayMs?: number } = {}): void => {
      const dueAt = nowMs() + delayMs;
      storage.run(
        'insert into whatsapp_notification (value, due_at, expires_at) values (?, ?, ?)',
        ...[JSON.stringify(value), dueAt, dueAt + keptMs],
      );
      // After the caller's transaction: whoever wakes must find it committed.
      queueMicrotask(() => emitter.emit(added));
    },
    due: (): Notification[] => {
      storage.run('delete from whatsapp_notification where expires_at < ?', nowMs());
      return storage
        .all<Row>('select * from whatsapp_notification where due_at <= ? order by number limit 200', nowMs())
        .map(fromRow);
    },
    nextDueMs: (): number | undefined =>
      storage.get<{ at: number | null }>(
        'select min(due_at) as at from whatsapp_notification where due_at > ?',
        nowMs(),
      )?.at ?? undefined,
    /** After the n-th failure in 1, 2, 4 … seconds, up to an hour. */
    setBack: ({ number, attempts }: Notification) =>
      void storage.run(
        'update whatsapp_notification set attempts = ?, due_at = ? where number = ?',
        ...[attempts + 1, nowMs() + Math.min(firstRetryMs * 2 ** attempts, longestRetryMs), number],
      ),
    forget: ({ number }: Notification) =>
      void storage.run('delete from whatsapp_notification where number = ?', number),
    count: (): number =>
      storage.get<{ count: number }>('select count(*) as count from whatsapp_notification')?.count ?? 0,
    clear: () => void storage.run('delete from whatsapp_notification'),
    onAdded: (listener: () => void): (() => void) => {
      emitter.on(added, listener);
      return () => void emitter.off(added, listener);
    },
  };
};
