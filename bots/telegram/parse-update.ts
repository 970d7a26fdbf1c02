import type { CallbackQuery, ChatMemberUpdated, Message, Update, User } from 'grammy/types';
import type { Input } from '../dialogue/index.ts';
import { connectingIn } from '../typed-words.ts';

/** What an update means to us. `nothing` is everything else: edits, channels, other bots, what others say in groups. */
export type Incoming =
  | { kind: 'said'; chatId: number; from: User; input: Input; messageId: number; saidAt: Date }
  | { kind: 'pressed'; queryId: string; from: User; input: Input; messageId: number; chatId: number }
  /** A button of a message that is not in the presser's own chat with us. */
  | { kind: 'pressed_elsewhere'; queryId: string; from: User }
  /** A command that names us, in a group. */
  | { kind: 'called_in_group'; chatId: number; from: User }
  | { kind: 'membership'; chatId: number; isBlocked: boolean; changedAt: Date }
  | { kind: 'nothing' };

const nothing = { kind: 'nothing' } as const;
const commandForm = /^\/([a-z0-9_]{1,32})(?:@([a-z0-9_]+))?(?:\s+(.*))?$/is;

/** What people send, as opposed to what Telegram notes in the chat (pinned, joined, write access allowed …). */
const spoken = [
  'text',
  'photo',
  'sticker',
  'voice',
  'video',
  'video_note',
  'audio',
  'document',
  'animation',
  'location',
  'poll',
  'dice',
] as const;

const inputOf = (text: string): Input => {
  const [, name, , argument] = commandForm.exec(text) ?? [];
  return name
    ? { kind: 'command', name: name.toLowerCase(), argument: argument?.trim() ?? '', typed: text }
    : (connectingIn(text) ?? { kind: 'text', ...(text === '' ? {} : { text }) });
};

const parseMessage = (message: Message, username: string): Incoming => {
  const { chat, from, text = '' } = message;
  if (!from || from.is_bot) return nothing;
  if (chat.type === 'private') {
    return spoken.some((key) => key in message)
      ? {
          kind: 'said',
          chatId: chat.id,
          from,
          input: inputOf(text),
          messageId: message.message_id,
          saidAt: new Date(message.date * 1000),
        }
      : nothing;
  }
  const mentioned = commandForm.exec(text)?.[2]?.toLowerCase();
  return mentioned === username.toLowerCase() ? { kind: 'called_in_group', chatId: chat.id, from } : nothing;
};

const parseCallback = ({ id: queryId, from, message, data = '' }: CallbackQuery): Incoming => {
  const isOwnChat = message?.chat.type === 'private' && message.chat.id === from.id;
  if (!message || !isOwnChat) return { kind: 'pressed_elsewhere', queryId, from };
  return {
    kind: 'pressed',
    queryId,
    from,
    input: { kind: 'callback', data },
    messageId: message.message_id,
    chatId: message.chat.id,
  };
};

const parseMembership = ({ chat, new_chat_member, date }: ChatMemberUpdated): Incoming =>
  chat.type === 'private'
    ? {
        kind: 'membership',
        chatId: chat.id,
        isBlocked: new_chat_member.status === 'kicked',
        changedAt: new Date(date * 1000),
      }
    : nothing;

/** @param username the bot's own, without `@`; commands in groups are ours only when they name it. */
export const parseUpdate = (update: Update, username: string): Incoming => {
  if (update.message) return parseMessage(update.message, username);
  if (update.callback_query) return parseCallback(update.callback_query);
  if (update.my_chat_member) return parseMembership(update.my_chat_member);
  return nothing;
};

/** The update types we ask Telegram for. */
export const allowedUpdates = ['message', 'callback_query', 'my_chat_member'] as const;

/** The chat whose order an update belongs to. */
export const chatIdOf = (update: Update): number | null => {
  const { message, edited_message, callback_query, my_chat_member } = update;
  return (
    (message ?? edited_message ?? callback_query?.message ?? my_chat_member)?.chat.id ??
    callback_query?.from.id ??
    null
  );
};
