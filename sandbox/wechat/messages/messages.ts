import type { Storage } from '../../storage/storage.ts';
import type { WechatMessage } from '../../wire.ts';

/** What a message shows, whoever wrote it. */
export type Content = Omit<WechatMessage, 'messageId' | 'from' | 'at'>;

export type StoredMessage = {
  number: number;
  id: string;
  person: number;
  /** `wechat` is the messenger itself: a notice, a service notification's frame. */
  sender: 'bot' | 'user' | 'wechat';
  /** Milliseconds. */
  at: number;
  content: Content;
};

type Row = Omit<StoredMessage, 'content'> & { content: string };

const fromRow = ({ content, ...row }: Row): StoredMessage => ({
  ...row,
  content: JSON.parse(content) as Content,
});

export type Messages = ReturnType<typeof createMessages>;

/** The chats' messages. */
export const createMessages = ({ storage }: { storage: Storage }) => ({
  find: (id: string): StoredMessage | undefined => {
    const row = storage.get<Row>('select * from wechat_message where id = ?', id);
    return row && fromRow(row);
  },
  /** Oldest first. */
  list: (person: number): StoredMessage[] =>
    storage.all<Row>('select * from wechat_message where person = ? order by number', person).map(fromRow),
  add: (message: Omit<StoredMessage, 'number'>): StoredMessage => {
    const { id, person, sender, at, content } = message;
    const { lastId } = storage.run(
      'insert into wechat_message (id, person, sender, at, content) values (?, ?, ?, ?, ?)',
      ...[id, person, sender, at, JSON.stringify(content)],
    );
    return { ...message, number: lastId };
  },
});

export const toWireMessage = ({ id, sender, at, content }: StoredMessage): WechatMessage => ({
  messageId: id,
  from: sender,
  at: new Date(at).toISOString(),
  ...content,
});
