import { EventEmitter } from 'node:events';
import type { Clock } from '@atlas/shared/ports';
import type { Storage } from '../../storage/storage.ts';
import type { PushBody } from './push-body.ts';

/** Something on its way to the callback URL. */
export type Push = { number: number; person: number; body: PushBody; attempts: number };

type Row = { number: number; person: number; body: string; attempts: number };

const added = 'added';

export type Pushes = ReturnType<typeof createPushes>;

/** What the developer's server is to be told, until it was or did not listen three times. */
export const createPushes = ({ storage, clock }: { storage: Storage; clock: Clock }) => {
  const emitter = new EventEmitter().setMaxListeners(0);
  const nowMs = () => clock().getTime();
  return {
    add: (person: number, body: PushBody, { delayMs = 0 }: { delayMs?: number } = {}): void => {
      storage.run(
        'insert into wechat_push (person, body, due_at) values (?, ?, ?)',
        ...[person, JSON.stringify(body), nowMs() + delayMs],
      );
      // After the caller's transaction: whoever wakes must find it committed.
      queueMicrotask(() => emitter.emit(added));
    },
    due: (): Push[] =>
      storage
        .all<Row>('select * from wechat_push where due_at <= ? order by number limit 200', nowMs())
        .map(({ body, ...row }) => ({ ...row, body: JSON.parse(body) as PushBody })),
    nextDueMs: (): number | undefined =>
      storage.get<{ at: number | null }>(
        'select min(due_at) as at from wechat_push where due_at > ?',
        nowMs(),
      )?.at ?? undefined,
    setBack: ({ number, attempts }: Push, dueMs: number): void =>
      void storage.run(
        'update wechat_push set attempts = ?, due_at = ? where number = ?',
        ...[attempts + 1, dueMs, number],
      ),
    forget: ({ number }: Push): void => void storage.run('delete from wechat_push where number = ?', number),
    onAdded: (listener: () => void): (() => void) => {
      emitter.on(added, listener);
      return () => void emitter.off(added, listener);
    },
  };
};
