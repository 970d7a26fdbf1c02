import type { Business } from '../business.ts';
import { type GraphCode, toStatusError } from '../graph-error.ts';
import type { Category } from '../messages/read-content.ts';
import { type PersonRow, toContact } from '../people.ts';

/** `value` of one change in a webhook. */
export type ChangeValue = Record<string, unknown>;

export type Recipient = { input: string; kind: 'phone' | 'user_id'; person: PersonRow | undefined };

const daySeconds = 86_400;

const toSeconds = (ms: number): number => Math.floor(ms / 1000);

/** Builds what the business is told, as it is written there: times are seconds in a string. */
export const createChangeValues = ({ business }: { business: Business }) => {
  const head = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: business.phone, phone_number_id: business.phoneNumberId },
  };
  const fromOf = ({ wa_id, user_id }: PersonRow) => ({
    ...(wa_id === null ? {} : { from: wa_id }),
    from_user_id: user_id,
  });
  return {
    /** What a person wrote or pressed; `fields` are the type's own. */
    message: (
      person: PersonRow,
      { id, atMs, replyTo, ...fields }: { id: string; atMs: number; replyTo?: string } & ChangeValue,
    ): ChangeValue => ({
      ...head,
      contacts: [toContact(person)],
      messages: [
        {
          ...(replyTo ? { context: { from: business.phone, id: replyTo } } : {}),
          ...fromOf(person),
          id,
          timestamp: String(toSeconds(atMs)),
          ...fields,
        },
      ],
    }),
    /** They have another number, or go by another user id where no number is shown. [System messages: no contacts] */
    changedNumber: (before: PersonRow, after: PersonRow, { id, atMs }: { id: string; atMs: number }) => ({
      ...head,
      messages: [
        {
          ...fromOf(before),
          id,
          timestamp: String(toSeconds(atMs)),
          type: 'system',
          system: {
            body:
              after.wa_id === null
                ? `User ${before.name} changed their user id`
                : `User ${before.name} changed from ${before.wa_id ?? before.user_id} to ${after.wa_id}`,
            type: after.wa_id === null ? 'user_changed_user_id' : 'user_changed_number',
            ...(after.wa_id === null ? {} : { wa_id: after.wa_id }),
            user_id: after.user_id,
            previous_user_id: before.user_id,
          },
        },
      ],
    }),
    /** Their app was set up anew: in the same hands, or in others' who have the number now. [System messages] */
    changedIdentity: (person: PersonRow, { id, atMs }: { id: string; atMs: number }) => ({
      ...head,
      messages: [
        {
          ...fromOf(person),
          id,
          timestamp: String(toSeconds(atMs)),
          type: 'system',
          system: {
            body: `User ${person.name} changed their security code`,
            type: 'customer_identity_changed',
            user_id: person.user_id,
          },
        },
      ],
    }),
    /** What became of a message of the business. */
    status: (
      { input, kind, person }: Recipient,
      {
        id,
        status,
        atMs,
        callbackData,
        category,
        error,
      }: {
        id: string;
        status: 'sent' | 'delivered' | 'read' | 'failed';
        atMs: number;
        callbackData: string | null;
        category?: Category;
        error?: { code: GraphCode; details: string };
      },
    ): ChangeValue => {
      const waId = person ? person.wa_id : kind === 'phone' ? input : null;
      const userId = person?.user_id ?? (kind === 'user_id' ? input : undefined);
      return {
        ...head,
        ...(person && status !== 'failed' ? { contacts: [toContact(person)] } : {}),
        statuses: [
          {
            id,
            status,
            timestamp: String(toSeconds(atMs)),
            ...(waId === null ? {} : { recipient_id: waId }),
            ...(userId ? { recipient_user_id: userId } : {}),
            recipient_type: 'individual',
            ...(callbackData === null ? {} : { biz_opaque_callback_data: callbackData }),
            ...(category && status === 'sent'
              ? {
                  conversation: {
                    id: `${userId ?? waId}.${category}`,
                    expiration_timestamp: String(toSeconds(atMs) + daySeconds),
                    origin: { type: category },
                  },
                }
              : {}),
            ...(category
              ? { pricing: { billable: category !== 'service', pricing_model: 'PMP', category } }
              : {}),
            ...(error ? { errors: [toStatusError(error.code, error.details)] } : {}),
          },
        ],
      };
    },
  };
};
export type ChangeValues = ReturnType<typeof createChangeValues>;
