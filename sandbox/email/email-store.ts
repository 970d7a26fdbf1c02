import { findCode } from '../codes/find-code.ts';
import type { Storage } from '../storage/storage.ts';
import type { EmailMessage } from '../wire.ts';

type Row = {
  number: number;
  recipient: string;
  sender: string;
  subject: string;
  text: string;
  html: string | null;
  headers: string;
  received_at: number;
};
export type NewEmail = Omit<EmailMessage, 'id' | 'receivedAt' | 'code'> & { receivedAtMs: number };

const toEmailMessage = (row: Row): EmailMessage => ({
  id: String(row.number),
  to: row.recipient,
  from: row.sender,
  subject: row.subject,
  text: row.text,
  html: row.html,
  headers: JSON.parse(row.headers) as Record<string, string>,
  receivedAt: new Date(row.received_at).toISOString(),
  code: findCode(row.text),
});

export type EmailStore = ReturnType<typeof createEmailStore>;

/** Every mail that arrived, a row for each recipient. */
export const createEmailStore = ({ storage }: { storage: Storage }) => ({
  add: ({ to, from, subject, text, html, headers, receivedAtMs }: NewEmail): EmailMessage => {
    const { lastId } = storage.run(
      `insert into email (recipient, sender, subject, text, html, headers, received_at) values (?, ?, ?, ?, ?, ?, ?)`,
      ...[to, from, subject, text, html, JSON.stringify(headers), receivedAtMs],
    );
    return toEmailMessage(storage.get<Row>('select * from email where number = ?', lastId) as Row);
  },
  find: (number: number): EmailMessage | undefined => {
    const row = storage.get<Row>('select * from email where number = ?', number);
    return row && toEmailMessage(row);
  },
  /** Newest first. */
  list: (to?: string): EmailMessage[] =>
    storage
      .all<Row>(
        `select * from email where ${to === undefined ? '? is null' : 'recipient = ?'} order by number desc limit 500`,
        to ?? null,
      )
      .map(toEmailMessage),
  reset: () => void storage.run('delete from email'),
});
