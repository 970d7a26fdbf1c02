import type { Input } from '../dialogue/index.ts';
import { inputOf, openingOf, startCodeIn } from '../typed-words.ts';
import { itemsOf, type Push } from './read-push.ts';

/** What a push asks of us. */
export type Incoming =
  | { kind: 'said'; input: Input; startCode?: string; follows?: true }
  /** A number that stood beside a choice. */
  | { kind: 'chosen'; number: number }
  | { kind: 'left' }
  /** Templates of which one message more is allowed, and those that are not wanted any more. */
  | { kind: 'consent'; granted: string[]; withdrawn: string[] }
  | { kind: 'receipts'; receipts: { messageId: string; isDelivered: boolean }[] }
  | { kind: 'nothing' };

const nothing: Incoming = { kind: 'nothing' };
const command = (name: string, argument = ''): Input => ({ kind: 'command', name, argument });

/** What people send that is nothing to read. */
const spoken: ReadonlySet<string> = new Set([
  ...['image', 'voice', 'video', 'shortvideo', 'location', 'link', 'file', 'miniprogrampage'],
]);

/** As keyboards of all three languages write it: `3`, `３`, `3.`, `【3】`. */
const numberForm = /^[[(【]?(\d{1,2})[\])】.。、]?$/;

const textOf = (content: string): Incoming => {
  const startCode = startCodeIn(content);
  if (startCode) return { kind: 'said', input: command('app'), startCode };
  const [, number] = numberForm.exec(content.normalize('NFKC').trim()) ?? [];
  return number ? { kind: 'chosen', number: Number(number) } : { kind: 'said', input: inputOf(content) };
};

/** A key of the menu is a command's name, or what a button of ours says. */
const pressOf = (key: string): Input =>
  openingOf(key) ?? (key.includes(':') ? { kind: 'callback', data: key } : inputOf(`/${key}`));

/** Begins with the parameter of the code that was scanned; that of a browser waiting for a sign-in leads there. */
const startOf = (parameter = ''): Incoming & { kind: 'said' } => {
  // [Parametric QR codes: whoever follows by scanning has the prefix]
  const scene = parameter.replace(/^qrscene_/, '');
  const startCode = startCodeIn(scene);
  return startCode
    ? { kind: 'said', input: command('app'), startCode }
    : { kind: 'said', input: command('start', scene) };
};

const consentOf = (push: Push): Incoming => {
  const withStatus = (status: string) =>
    itemsOf(push).flatMap(({ TemplateId, SubscribeStatusString }) =>
      TemplateId && SubscribeStatusString === status ? [TemplateId] : [],
    );
  // A change of settings withdraws; only a tap of the person's allows a message.
  const isTap = push.Event === 'subscribe_msg_popup_event';
  return {
    kind: 'consent',
    granted: isTap ? withStatus('accept') : [],
    withdrawn: isTap ? [] : withStatus('reject'),
  };
};

const receiptsOf = (push: Push): Incoming => ({
  kind: 'receipts',
  receipts: itemsOf(push).flatMap(({ MsgID, ErrorCode }) =>
    MsgID ? [{ messageId: MsgID, isDelivered: ErrorCode === '0' }] : [],
  ),
});

const eventOf = (push: Push): Incoming => {
  switch (push.Event) {
    case 'subscribe':
      return { ...startOf(push.EventKey), follows: true };
    case 'unsubscribe':
      return { kind: 'left' };
    case 'SCAN':
      return startOf(push.EventKey);
    case 'CLICK':
      return { kind: 'said', input: pressOf(push.EventKey ?? '') };
    case 'user_enter_tempsession':
      return startOf(push.SessionFrom);
    case 'subscribe_msg_popup_event':
    case 'subscribe_msg_change_event':
      return consentOf(push);
    case 'subscribe_msg_sent_event':
      return receiptsOf(push);
    default:
      return nothing;
  }
};

/** What a push asks for; `nothing` for what asks for nothing, and for what will be invented later. */
export const parsePush = (push: Push): Incoming => {
  if (push.MsgType === 'event') return eventOf(push);
  if (push.MsgType === 'text') return push.Content === undefined ? nothing : textOf(push.Content);
  return spoken.has(push.MsgType) ? { kind: 'said', input: { kind: 'text' } } : nothing;
};

/** What may be written to somebody who did this. [Customer service messages, when and how many] */
export type Opening = { openedBy: 'message' | 'action' | 'visit'; seconds: number; messages: number };

const openings = {
  message: { openedBy: 'message', seconds: 48 * 3600, messages: 5 },
  action: { openedBy: 'action', seconds: 60, messages: 3 },
  visit: { openedBy: 'visit', seconds: 60, messages: 2 },
} as const satisfies Record<string, Opening>;

/** The window that a push opens; null for what the person did not do in the chat. */
export const openingBy = (push: Push): Opening | null => {
  if (push.MsgType !== 'event')
    return push.MsgType === 'text' || spoken.has(push.MsgType) ? openings.message : null;
  if (push.Event === 'user_enter_tempsession') return openings.visit;
  return ['CLICK', 'SCAN', 'subscribe'].includes(push.Event ?? '') ? openings.action : null;
};
