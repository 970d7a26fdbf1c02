import type { Clock, Database } from '@atlas/shared/ports';
import type { Metrics } from '@atlas/shared/process';
import type { Update } from 'grammy/types';
import { chatIdOf } from './parse-update.ts';
import { insertUpdate } from './queries.ts';

type Deps = {
  botId: string;
  database: Database;
  clock: Clock;
  metrics: Metrics;
  /** Something new waits to be handled. */
  onStored: () => void;
};

/** `repeat`: this update was stored before; nothing more follows from it. */
export type ReceiveUpdate = (update: Update, traceparent: string) => Promise<'stored' | 'repeat'>;

/** Puts an update on disk, once, however it comes and however often. Only then may Telegram be told that we have it. */
export const createReceiveUpdate = ({ botId, database, clock, metrics, onStored }: Deps): ReceiveUpdate => {
  const received = metrics.counter('atlas_bots_updates_received_total', 'Updates from messengers.', [
    'messenger',
    'result',
  ]);
  return async (update, traceparent) => {
    const isNew = await insertUpdate(database, {
      botId,
      updateId: update.update_id,
      chatId: chatIdOf(update),
      body: JSON.stringify(update),
      traceparent,
      now: clock(),
    });
    received.inc({ messenger: 'telegram', result: isNew ? 'stored' : 'repeat' });
    if (isNew) onStored();
    return isNew ? 'stored' : 'repeat';
  };
};
