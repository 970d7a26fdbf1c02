import type { Clock } from '@atlas/shared/ports';
import { newTraceparent, publishTimeline, traceIdOf } from '@atlas/shared/trace';
import type { Faults } from '../../faults/faults.ts';
import type { Storage } from '../../storage/storage.ts';
import type { WhatsappChange } from '../../wire.ts';
import type { Business } from '../business.ts';
import { type GraphCode, refusal } from '../graph-error.ts';
import type { People } from '../people.ts';
import type { ChangeValues, Recipient } from '../webhook/change-values.ts';
import type { Notifications } from '../webhook/notifications.ts';
import { MessageBody, parseBody } from './message-body.ts';
import { newMessageId } from './message-id.ts';
import { type Messages, toWireMessage } from './messages.ts';
import type { Rates } from './rates.ts';
import type { createReadContent } from './read-content.ts';

type Deps = {
  storage: Storage;
  clock: Clock;
  faults: Faults;
  business: Business;
  people: People;
  messages: Messages;
  notifications: Notifications;
  values: ChangeValues;
  rates: Rates;
  readContent: ReturnType<typeof createReadContent>;
  publish: (person: number, change: WhatsappChange) => void;
};

const windowMs = 86_400_000;
const lateMs = 5000;
const traceForm = /^00-[0-9a-f]{32}-[0-9a-f]{16}-/;

/** Takes a message of the business. What it refuses it refuses at once; whether it arrives is told by statuses. */
export const createSendMessage = (deps: Deps) => {
  const { storage, clock, faults, business, people, messages, notifications, values, rates, readContent } =
    deps;

  const recipientOf = ({ to, recipient }: MessageBody): Recipient => {
    if (to !== undefined) {
      const input = to.replace(/^\+/, '').replace(/[\s()-]/g, '');
      if (!/^\d{5,15}$/.test(input)) throw refusal(131009, 'to is no phone number');
      if (input === business.phone) throw refusal(131021, 'Sender and recipient are the same number.');
      return { input, kind: 'phone', person: people.byPhone(input) };
    }
    if (recipient === undefined) throw refusal(131008, 'to or recipient is needed');
    return { input: recipient, kind: 'user_id', person: people.find(recipient) };
  };

  /** Why it will not arrive, which is found out only after it was taken. */
  const obstacle = (
    { person }: Recipient,
    isTemplate: boolean,
  ): { code: GraphCode; details: string } | undefined => {
    if (!person || person.blocked || faults.take('whatsapp', ['blocked', 'bounce']))
      return { code: 131026, details: 'Message Undeliverable.' };
    const openUntilMs = (person.last_wrote_at ?? Number.NEGATIVE_INFINITY) + windowMs;
    if (isTemplate || openUntilMs > clock().getTime()) return undefined;
    return {
      code: 131047,
      details:
        'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
    };
  };

  return (body: unknown, traceparent: string | undefined) => {
    const parsed = parseBody(MessageBody, body);
    const recipient = recipientOf(parsed);
    const { content, category } = readContent(parsed);
    const isTemplate = parsed.type === 'template';
    if (category === 'authentication' && recipient.kind === 'user_id')
      throw refusal(131062, 'Authentication templates are sent to phone numbers.');
    rates.take(recipient.input);

    const id = newMessageId();
    const atMs = clock().getTime();
    const callbackData = parsed.biz_opaque_callback_data ?? null;
    const error = obstacle(recipient, isTemplate);
    const fault = faults.take('whatsapp', ['late', 'lost'])?.kind;
    storage.transaction(() => {
      const { person } = recipient;
      const replyTo = parsed.context?.message_id;
      if (person) {
        const message = messages.add({
          id,
          person: person.number,
          sender: 'bot',
          at: atMs,
          content: { ...content, ...(replyTo ? { replyTo } : {}) },
          status: error ? 'failed' : 'delivered',
          callbackData,
        });
        if (!error) deps.publish(person.number, { change: 'message', message: toWireMessage(message) });
      }
      if (fault === 'lost') return;
      for (const status of error ? (['failed'] as const) : (['sent', 'delivered'] as const)) {
        const about = { id, status, atMs, callbackData, category, ...(error ? { error } : {}) };
        notifications.add(values.status(recipient, about), { delayMs: fault === 'late' ? lateMs : 0 });
      }
    });
    publishTimeline({
      correlationId: traceIdOf(traceparent && traceForm.test(traceparent) ? traceparent : newTraceparent()),
      step: 'message',
      name: `${parsed.type} → whatsapp`,
      status: '200',
      id,
    });
    return {
      messaging_product: 'whatsapp',
      contacts: [
        recipient.kind === 'phone'
          ? { input: parsed.to, wa_id: recipient.input }
          : { input: parsed.recipient, user_id: recipient.input },
      ],
      messages: [{ id, ...(isTemplate ? { message_status: 'accepted' } : {}) }],
    };
  };
};
export type SendMessage = ReturnType<typeof createSendMessage>;
