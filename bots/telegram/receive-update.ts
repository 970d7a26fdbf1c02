import type { Clock, Database } from '@atlas/shared/ports';
import type { Update } from 'grammy/types';
import type { SealedColumn } from '../at-rest.ts';
import type { UpdateMeters } from '../update-meters.ts';
import { chatIdOf } from './parse-update.ts';
import { insertUpdate } from './queries.ts';

type Deps = {
  botId: string;
  database: Database;
  clock: Clock;
  meters: UpdateMeters;
  bodies: SealedColumn<Update>;
  /** Something new waits to be handled. */
  onStored: () => void;
};

/** `repeat`: this update was stored before; nothing more follows from it. */
export type ReceiveUpdate = (update: Update, traceparent: string) => Promise<'stored' | 'repeat'>;

/** Puts an update on disk, once, however it comes and however often. Only then may Telegram be told that we have it. */
export const createReceiveUpdate =
  ({ botId, database, clock, meters, bodies, onStored }: Deps): ReceiveUpdate =>
  async (update, traceparent) => {
    const isNew = await insertUpdate(database, {
      botId,
      updateId: update.update_id,
      chatId: chatIdOf(update),
      // It may hold a password: nobody can know before it is handled.
      body: JSON.stringify(bodies.seal(update, update.update_id)),
      traceparent,
      now: clock(),
    });
    meters.received('telegram', isNew ? 'stored' : 'repeat');
    if (isNew) onStored();
    return isNew ? 'stored' : 'repeat';
  };
