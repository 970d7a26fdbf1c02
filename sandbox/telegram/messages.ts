import type {
  Contact,
  InlineKeyboardMarkup,
  MessageEntity,
  PhotoSize,
  Document as TelegramDocument,
} from '@grammyjs/types';
import type { Storage } from '../storage/storage.ts';
import type { BotIdentity } from './bot-identity.ts';
import { type PersonRow, toApiChat, toApiUser } from './people.ts';

/** What a message says: the fields of the Bot API's `Message` that don't depend on who reads it. */
export type MessageContent = {
  text?: string;
  entities?: MessageEntity[];
  caption?: string;
  caption_entities?: MessageEntity[];
  photo?: PhotoSize[];
  document?: TelegramDocument;
  contact?: Contact;
  write_access_allowed?: { from_request?: boolean };
  reply_markup?: InlineKeyboardMarkup;
  has_protected_content?: true;
  via_bot?: boolean;
  reply_to_message_id?: number;
};

export type StoredMessage = {
  id: number;
  chatId: number;
  sender: 'bot' | 'user';
  /** Unix seconds. */
  date: number;
  editDate: number | null;
  content: MessageContent;
};

type Row = {
  id: number;
  chat_id: number;
  sender: 'bot' | 'user';
  date: number;
  edit_date: number | null;
  content: string;
};

const fromRow = ({ id, chat_id, sender, date, edit_date, content }: Row): StoredMessage => ({
  id,
  chatId: chat_id,
  sender,
  date,
  editDate: edit_date,
  content: JSON.parse(content) as MessageContent,
});

export type Messages = ReturnType<typeof createMessages>;

/** The chats' messages. A deleted one is gone for good, as in Telegram. */
export const createMessages = ({ storage }: { storage: Storage }) => {
  const find = (chatId: number, id: number): StoredMessage | undefined => {
    const row = storage.get<Row>('select * from message where id = ? and chat_id = ?', id, chatId);
    return row && fromRow(row);
  };
  return {
    find,
    list: (chatId: number) =>
      storage.all<Row>('select * from message where chat_id = ? order by id', chatId).map(fromRow),
    add: (message: Omit<StoredMessage, 'id' | 'editDate'>): StoredMessage => {
      const { chatId, sender, date, content } = message;
      const { lastId } = storage.run(
        'insert into message (chat_id, sender, date, content) values (?, ?, ?, ?)',
        ...[chatId, sender, date, JSON.stringify(content)],
      );
      return { ...message, id: lastId, editDate: null };
    },
    /** `editDate` null: nothing is shown as edited (a keyboard was changed). */
    replace: (message: StoredMessage): StoredMessage => {
      const { id, editDate, content } = message;
      storage.run(
        'update message set content = ?, edit_date = ? where id = ?',
        JSON.stringify(content),
        editDate,
        id,
      );
      return message;
    },
    remove: (id: number): void => void storage.run('delete from message where id = ?', id),
  };
};

/** The bot as `User` inside messages. */
export const toApiBot = ({ id, firstName, username }: BotIdentity) => ({
  id,
  is_bot: true,
  first_name: firstName,
  username,
});

/** `Message` of the Bot API. */
export const toApiMessage = (
  message: StoredMessage,
  { person, bot, replyTo }: { person: PersonRow; bot: BotIdentity; replyTo?: StoredMessage | undefined },
): object => {
  const { via_bot, reply_to_message_id: _, ...content } = message.content;
  return {
    message_id: message.id,
    from: message.sender === 'bot' ? toApiBot(bot) : toApiUser(person),
    chat: toApiChat(person),
    date: message.date,
    ...(message.editDate ? { edit_date: message.editDate } : {}),
    ...(replyTo ? { reply_to_message: toApiMessage(replyTo, { person, bot }) } : {}),
    ...(via_bot ? { via_bot: toApiBot(bot) } : {}),
    ...content,
  };
};
