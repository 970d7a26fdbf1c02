import { z } from 'zod';
import type { WhatsappMessage } from './read-notification.ts';

const Origin = z.enum(['contact_request', 'other']).catch('other').optional();
const Message = z.object({
  type: z.literal('contacts'),
  origin: Origin,
  contacts: z
    .array(
      z.looseObject({
        origin: Origin,
        user_id: z.string().optional(),
        phones: z.array(z.looseObject({ wa_id: z.string().optional() })).optional(),
      }),
    )
    .min(1),
});

/** `own` has its number's digits; whoever shares another's card shares `foreign`. */
export type SharedContact = { is: 'own'; waId: string } | { is: 'foreign' };

const waIdForm = /^[1-9]\d{6,14}$/;

/**
 * What a shared contact says; null for a message that is none. It is the person's own where it has their number or user
 * id, or where WhatsApp says that they tapped the button that shares it. An id that is another's goes before all of that.
 */
export const sharedContactOf = (message: WhatsappMessage): SharedContact | null => {
  if (message.type !== 'contacts') return null;
  const { data } = Message.safeParse(message);
  const [contact, ...others] = data?.contacts ?? [];
  const waId = contact?.phones?.find(({ wa_id }) => wa_id !== undefined)?.wa_id;
  if (!contact || others.length > 0 || waId === undefined || !waIdForm.test(waId)) return { is: 'foreign' };
  const { from, from_user_id: userId } = message;
  const isAnothers =
    (contact.user_id !== undefined && contact.user_id !== userId) || (from !== undefined && waId !== from);
  const isOwn =
    contact.user_id !== undefined || waId === from || (contact.origin ?? data?.origin) === 'contact_request';
  return isOwn && !isAnothers ? { is: 'own', waId } : { is: 'foreign' };
};
