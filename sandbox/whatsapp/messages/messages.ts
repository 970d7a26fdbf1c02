import type { Storage } from '../../storage/storage.ts';
import type { WhatsappMessage } from '../../wire.ts';

/** What a Flow's button opens; its token is for the phone and the business alone. */
export type FlowCall = {
  /** Id or name. */
  flowId: string;
  token: string;
  action: 'navigate' | 'data_exchange';
  screen?: string;
  data?: Record<string, unknown>;
};

/** What a message shows, whoever wrote it. */
export type Content = Omit<WhatsappMessage, 'messageId' | 'from' | 'at' | 'status'> & { flowCall?: FlowCall };

export type Status = 'accepted' | 'sent' | 'delivered' | 'read' | 'failed';

export type StoredMessage = {
  number: number;
  id: string;
  person: number;
  sender: 'bot' | 'user';
  /** Milliseconds. */
  at: number;
  content: Content;
  status: Status;
  callbackData: string | null;
};

type Row = Omit<StoredMessage, 'content' | 'callbackData'> & {
  content: string;
  callback_data: string | null;
};

const fromRow = ({ content, callback_data, ...row }: Row): StoredMessage => ({
  ...row,
  content: JSON.parse(content) as Content,
  callbackData: callback_data,
});

export type Messages = ReturnType<typeof createMessages>;

/** The chats' messages. */
export const createMessages = ({ storage }: { storage: Storage }) => {
  const find = (id: string): StoredMessage | undefined => {
    const row = storage.get<Row>('select * from whatsapp_message where id = ?', id);
    return row && fromRow(row);
  };
  return {
    find,
    /** Every message of a chat, oldest first, also those that never arrived. */
    list: (person: number) =>
      storage
        .all<Row>('select * from whatsapp_message where person = ? order by number', person)
        .map(fromRow),
    add: (message: Omit<StoredMessage, 'number'>): StoredMessage => {
      const { lastId } = storage.run(
        `insert into whatsapp_message (id, person, sender, at, content, status, callback_data)
         values (?, ?, ?, ?, ?, ?, ?)`,
        ...[message.id, message.person, message.sender, message.at],
        ...[JSON.stringify(message.content), message.status, message.callbackData],
      );
      return { ...message, number: lastId };
    },
    /** The business has read what this person wrote, up to that message. */
    setReadUpTo: ({ number, person }: StoredMessage) =>
      void storage.run(
        "update whatsapp_message set status = 'read' where person = ? and sender = 'user' and number <= ?",
        ...[person, number],
      ),
    setStatus: (id: string, status: Status) =>
      void storage.run('update whatsapp_message set status = ? where id = ?', status, id),
    reset: () => void storage.run('delete from whatsapp_message'),
  };
};

/** Whether it reached the person's screen. */
export const isShown = ({ sender, status }: StoredMessage): boolean =>
  sender === 'user' || (status !== 'accepted' && status !== 'failed');

export const toWireMessage = ({ id, sender, at, content, status }: StoredMessage): WhatsappMessage => {
  const { flowCall: _, ...shown } = content;
  return {
    messageId: id,
    from: sender,
    at: new Date(at).toISOString(),
    ...shown,
    status: status as 'sent',
  };
};
