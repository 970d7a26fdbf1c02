import { hash } from 'node:crypto';
import { z } from 'zod';

const Message = z.looseObject({
  id: z.string().min(1).max(512),
  timestamp: z.string().optional(),
  type: z.string().optional(),
  from: z.string().optional(),
  from_user_id: z.string().optional(),
});
const Status = z.looseObject({
  id: z.string().min(1).max(512),
  status: z.string().min(1).max(64),
  timestamp: z.string().optional(),
  recipient_user_id: z.string().optional(),
  biz_opaque_callback_data: z.string().optional(),
  errors: z.array(z.looseObject({ code: z.int() })).optional(),
});
const Contact = z.looseObject({
  user_id: z.string().optional(),
  wa_id: z.string().optional(),
  profile: z.looseObject({ name: z.string().optional() }).optional(),
});
export type WhatsappMessage = z.output<typeof Message>;
export type WhatsappStatus = z.output<typeof Status>;
export type WhatsappContact = z.output<typeof Contact>;

const Value = z.looseObject({
  metadata: z.looseObject({ phone_number_id: z.string() }).optional(),
  contacts: z.array(Contact).optional(),
  messages: z.array(Message).optional(),
  statuses: z.array(Status).optional(),
});
/** What must hold of any notification; what WhatsApp adds later is kept. */
export const Notification = z.looseObject({
  object: z.literal('whatsapp_business_account'),
  entry: z
    .array(
      z.looseObject({
        id: z.string(),
        changes: z.array(z.looseObject({ field: z.string(), value: z.unknown() })).max(5000),
      }),
    )
    .max(1000),
});
export type Notification = z.output<typeof Notification>;

/** One thing that a notification tells. */
export type Told =
  | { kind: 'message'; message: WhatsappMessage; contact: WhatsappContact | null }
  | { kind: 'status'; status: WhatsappStatus }
  /** Of a field or form that nothing here reads (yet). */
  | { kind: 'other'; change: unknown };

export type NewUpdate = { updateId: string; person: string | null; told: Told };

const personOf = ({ from, from_user_id }: WhatsappMessage): string | null => from_user_id ?? from ?? null;

const contactOf = (
  message: WhatsappMessage,
  contacts: readonly WhatsappContact[] | undefined,
): WhatsappContact | null =>
  contacts?.find(({ user_id, wa_id }) =>
    message.from_user_id === undefined ? wa_id === message.from : user_id === message.from_user_id,
  ) ?? null;

const readValue = (value: z.output<typeof Value>): NewUpdate[] => [
  ...(value.messages ?? []).map(
    (message): NewUpdate => ({
      updateId: `message:${message.id}`,
      person: personOf(message),
      told: { kind: 'message', message, contact: contactOf(message, value.contacts) },
    }),
  ),
  ...(value.statuses ?? []).map(
    (status): NewUpdate => ({
      updateId: `status:${status.id}:${status.status}`,
      person: null,
      told: { kind: 'status', status },
    }),
  ),
];

/**
 * Takes a notification apart: each message and status of our number once, and what has neither as a whole. What is
 * about another number of the account is left out.
 */
export const readNotification = ({ entry }: Notification, phoneNumberId: string): NewUpdate[] => {
  const updates = entry
    .flatMap(({ changes }) => changes)
    .flatMap((change) => {
      const { data: value } = Value.safeParse(change.value);
      const number = value?.metadata?.phone_number_id;
      if (number !== undefined && number !== phoneNumberId) return [];
      const read = value && change.field === 'messages' ? readValue(value) : [];
      if (read.length > 0) return read;
      const digest = hash('sha256', JSON.stringify(change), 'hex');
      return [
        { updateId: `change:${digest}`, person: null, told: { kind: 'other', change } } satisfies NewUpdate,
      ];
    });
  // One batch may tell the same twice; a statement can't insert a row twice.
  return [...new Map(updates.map((update) => [update.updateId, update])).values()];
};
