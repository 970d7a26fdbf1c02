import type { Sql } from '@atlas/shared/ports';

type Place = { botId: string; chatId: number; messageId: number };

export const insertShortLived = (
  sql: Sql,
  { botId, chatId, messageId, deleteAt }: Place & { deleteAt: Date },
) =>
  sql.query({
    text: `insert into bots.telegram_short_lived (bot_id, chat_id, message_id, delete_at) values ($1, $2, $3, $4)
           on conflict (bot_id, chat_id, message_id) do update set delete_at = excluded.delete_at`,
    values: [botId, chatId, messageId, deleteAt],
  });

export const selectShortLived = (
  sql: Sql,
  { botId, now }: { botId: string; now: Date },
): Promise<{ chatId: number; messageId: number }[]> =>
  sql.query({
    name: 'bots_select_short_lived',
    text: `select chat_id as "chatId", message_id as "messageId" from bots.telegram_short_lived
           where bot_id = $1 and delete_at <= $2 order by delete_at limit 50`,
    values: [botId, now],
  });

export const deleteShortLived = (sql: Sql, { botId, chatId, messageId }: Place) =>
  sql.query({
    text: 'delete from bots.telegram_short_lived where bot_id = $1 and chat_id = $2 and message_id = $3',
    values: [botId, chatId, messageId],
  });
