import type { Clock } from '@atlas/shared/ports';
import { notFound, Refusal } from '../control/refusal.ts';
import type { Storage } from '../storage/storage.ts';
import type { NewWhatsappPerson, WhatsappChange, WhatsappMessage, WhatsappShare } from '../wire.ts';
import { newMessageId } from './messages/message-id.ts';
import {
  type Content,
  isShown,
  type Messages,
  type StoredMessage,
  toWireMessage,
} from './messages/messages.ts';
import type { People, PersonRow } from './people.ts';
import type { ChangeValues } from './webhook/change-values.ts';
import type { Notifications } from './webhook/notifications.ts';

type Deps = {
  storage: Storage;
  clock: Clock;
  people: People;
  messages: Messages;
  notifications: Notifications;
  values: ChangeValues;
  publish: (person: number, change: WhatsappChange) => void;
};

const maxTextLength = 4096;

export type Deeds = ReturnType<typeof createDeeds>;

/** What people do in WhatsApp: each deed changes the chat and tells the business, together or not at all. */
export const createDeeds = ({ storage, clock, people, messages, notifications, values, publish }: Deps) => {
  const getPerson = (userId: string): PersonRow => {
    const person = people.find(userId);
    if (!person) throw notFound('person');
    return person;
  };
  const getUnblocked = (userId: string): PersonRow => {
    const person = getPerson(userId);
    if (person.blocked)
      throw new Refusal(409, 'business_blocked', 'They blocked the business: unblock it first.');
    return person;
  };

  /** They look at the chat: whatever arrived is read. */
  const read = (person: PersonRow): void => {
    for (const { id, sender, status, callbackData } of messages.list(person.number)) {
      if (sender !== 'bot' || status !== 'delivered') continue;
      messages.setStatus(id, 'read');
      const about = { id, status: 'read' as const, atMs: clock().getTime(), callbackData };
      notifications.add(values.status({ input: person.user_id, kind: 'user_id', person }, about));
    }
  };

  /** Into the chat, and to the business; writing is looking, and opens the 24 hours again. */
  const say = (person: PersonRow, content: Content, fields: Record<string, unknown>): WhatsappMessage => {
    const atMs = clock().getTime();
    const message = storage.transaction(() => {
      const { number } = person;
      const { replyTo } = content;
      const added = messages.add({
        ...{ id: newMessageId(), person: number, sender: 'user', at: atMs, content },
        status: 'delivered',
        callbackData: null,
      });
      people.wroteAt(number, atMs);
      read(person);
      const said = { id: added.id, atMs, ...(replyTo ? { replyTo } : {}), ...fields };
      notifications.add(values.message(person, said));
      return toWireMessage(added);
    });
    publish(person.number, { change: 'message', message });
    return message;
  };

  return {
    getPerson,
    join: (person: NewWhatsappPerson): PersonRow => {
      const created = people.create(person);
      if (!created) throw new Refusal(409, 'phone_or_username_taken', 'Somebody has that phone or username.');
      return created;
    },
    chat: (userId: string): WhatsappMessage[] =>
      messages.list(getPerson(userId).number).filter(isShown).map(toWireMessage),
    write: (userId: string, text: string): WhatsappMessage => {
      const body = text.trim();
      if (!body) throw new Refusal(422, 'invalid_request', 'A message needs text.');
      if (body.length > maxTextLength)
        throw new Refusal(422, 'invalid_request', 'A message has 4096 characters at the most.');
      return say(getUnblocked(userId), { text: body }, { type: 'text', text: { body } });
    },
    /** A reply button, a quick reply of a template, or a row of a list. */
    press: (userId: string, messageId: string, id: string): WhatsappMessage => {
      const person = getUnblocked(userId);
      const message = messages.find(messageId);
      const isTheirs = message?.person === person.number && message.sender === 'bot' && isShown(message);
      const button = message?.content.buttons?.find((one) => one.id === id);
      const row = message?.content.list?.rows.find((one) => one.id === id);
      if (!isTheirs || !(button ?? row)) throw notFound('button in that message');
      const { title, description } = {
        description: undefined,
        ...(button ?? row),
        title: (button ?? row)?.title ?? '',
      };
      const interactive = button
        ? { type: 'button_reply', button_reply: { id, title } }
        : { type: 'list_reply', list_reply: { id, title, ...(description ? { description } : {}) } };
      return say(person, { text: title, replyTo: messageId }, { type: 'interactive', interactive });
    },
    /** A message of theirs that the business sent. */
    messageTo: (userId: string, messageId: string): StoredMessage => {
      const message = messages.find(messageId);
      const isTheirs = message?.person === getUnblocked(userId).number && message.sender === 'bot';
      if (!message || !isTheirs || !isShown(message)) throw notFound('message');
      return message;
    },
    /** What a Flow ended with, as a message of theirs. */
    completeFlow: (message: StoredMessage, response: Record<string, unknown>): void => {
      const person = people.byNumber(message.person);
      if (!person) return;
      const reply = { name: 'flow', body: 'Sent', response_json: JSON.stringify(response) };
      const interactive = { type: 'nfm_reply', nfm_reply: reply };
      say(person, { text: 'Sent', replyTo: message.id }, { type: 'interactive', interactive });
    },
    /** Their own card: of themselves, or because a message asks for it; or somebody else's, out of their address book. */
    shareContact: (userId: string, { messageId, phone: other }: WhatsappShare): WhatsappMessage => {
      const person = getUnblocked(userId);
      const asking = messageId === undefined ? undefined : messages.find(messageId);
      const isAsked = asking?.person === person.number && asking.content.asksForContact === true;
      if (messageId !== undefined && !isAsked) throw notFound('message that asks for a contact');
      // Without being asked they share only what others may see.
      if (!isAsked && other === undefined && person.wa_id === null)
        throw new Refusal(409, 'phone_absent', 'They have no phone to share.');
      const waId = other?.slice(1) ?? people.numberOf(person);
      const name = other === undefined ? person.name : 'Somebody else';
      const phones = [{ phone: `+${waId}`, wa_id: waId, type: 'CELL' }];
      const origin = isAsked && other === undefined ? 'contact_request' : 'other';
      const contacts = [{ origin, name: { formatted_name: name, first_name: name }, phones }];
      const content = { contact: { name, phone: `+${waId}` }, ...(isAsked ? { replyTo: messageId } : {}) };
      return say(person, content as Content, { type: 'contacts', contacts });
    },
    read: (userId: string): void => {
      const person = getPerson(userId);
      storage.transaction(() => read(person));
    },
    block: (userId: string) => people.setBlocked(getPerson(userId).number, true),
    unblock: (userId: string) => people.setBlocked(getPerson(userId).number, false),
    /** WhatsApp set up anew under the same number, by whoever holds it. */
    changeDevice: (userId: string): void =>
      notifications.add(
        values.changedIdentity(getPerson(userId), { id: newMessageId(), atMs: clock().getTime() }),
      ),
    /** Another number is another user id; the business is told of both. */
    changePhone: (userId: string, phone: string | undefined): PersonRow => {
      const before = getPerson(userId);
      return storage.transaction(() => {
        const after = people.changePhone(before, phone);
        if (!after) throw new Refusal(409, 'phone_or_username_taken', 'Somebody has that phone.');
        const about = { id: newMessageId(), atMs: clock().getTime() };
        notifications.add(values.changedNumber(before, after, about));
        return after;
      });
    },
  };
};
