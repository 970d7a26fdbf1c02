import type { Clock, Database } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import type { Api } from 'grammy';
import { createRepeat } from '../repeat.ts';
import { failureOf } from './failures.ts';
import { deleteShortLived, insertShortLived, selectShortLived } from './short-lived-queries.ts';

type Deps = { botId: string; database: Database; clock: Clock; telegram: Api; logger: Logger };

const everyMs = 2000;

/** Messages that show a secret: they go when their time is over, also after a restart. */
export const createShortLived = ({ botId, database, clock, telegram, logger }: Deps) => {
  const take = async ({ chatId, messageId }: { chatId: number; messageId: number }): Promise<void> => {
    try {
      await telegram.deleteMessage(chatId, messageId);
    } catch (error) {
      // What Telegram will never delete is gone, or has to be deleted by the person.
      if (failureOf(error).is === 'later') throw error;
    }
    await deleteShortLived(database, { botId, chatId, messageId });
  };
  const sweep = createRepeat({
    what: 'messages that show a secret',
    everyMs,
    work: async () => {
      for (const message of await selectShortLived(database, { botId, now: clock() })) await take(message);
    },
    logger,
  });
  return {
    ...sweep,
    add: ({ chatId, messageId, seconds }: { chatId: number; messageId: number; seconds: number }) =>
      insertShortLived(database, {
        ...{ botId, chatId, messageId },
        deleteAt: new Date(clock().getTime() + seconds * 1000),
      }),
  };
};
export type ShortLived = ReturnType<typeof createShortLived>;
