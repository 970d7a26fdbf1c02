import type { Clock } from '@atlas/shared/ports';
import type { Storage } from '../../storage/storage.ts';
import { WechatError } from '../wechat-error.ts';

const minuteMs = 60_000;

/** What a person did, and how many messages for how long the developer may send for it. [Customer service messages] */
const allowances = {
  message: { ms: 48 * 60 * minuteMs, messages: 5 },
  enter: { ms: minuteMs, messages: 2 },
  event: { ms: minuteMs, messages: 3 },
} as const;
export type Opening = keyof typeof allowances;

type Row = { opened_by: Opening; until: number; messages_left: number };

export type Windows = ReturnType<typeof createWindows>;

/** How long, and how often, a person may be written to. */
export const createWindows = ({ storage, clock }: { storage: Storage; clock: Clock }) => ({
  open: (person: number, openedBy: Opening): void => {
    const { ms, messages } = allowances[openedBy];
    storage.run(
      'insert or replace into wechat_window (person, opened_by, until, messages_left) values (?, ?, ?, ?)',
      ...[person, openedBy, clock().getTime() + ms, messages],
    );
  },
  closeAll: (person: number): void => void storage.run('delete from wechat_window where person = ?', person),
  isOpen: (person: number): boolean =>
    storage.get(
      'select 1 from wechat_window where person = ? and until > ?',
      ...[person, clock().getTime()],
    ) !== undefined,
  /** One message less, of the window that closes first. @throws WechatError 45015, 45047 */
  take: (person: number): void => {
    const open = storage.all<Row>(
      'select opened_by, until, messages_left from wechat_window where person = ? and until > ? order by until',
      ...[person, clock().getTime()],
    );
    if (open.length === 0) throw new WechatError(45015);
    const window = open.find(({ messages_left }) => messages_left > 0);
    if (!window) throw new WechatError(45047);
    storage.run(
      'update wechat_window set messages_left = messages_left - 1 where person = ? and opened_by = ?',
      ...[person, window.opened_by],
    );
  },
});
