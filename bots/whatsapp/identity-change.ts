import type { SuspendIdentityBody } from '@atlas/shared/wire';
import { z } from 'zod';
import type { WhatsappMessage } from './read-notification.ts';

/** Who somebody was, and what WhatsApp says of them. */
export type IdentityChange = { userId: string } & SuspendIdentityBody;

const Reason = z.enum(['user_changed_number', 'user_changed_user_id', 'customer_identity_changed']);
const System = z.object({
  from_user_id: z.string().optional(),
  system: z.looseObject({
    type: Reason,
    user_id: z.string().optional(),
    previous_user_id: z.string().optional(),
  }),
});
const Ids = z.looseObject({ previous: z.string(), current: z.string() });
const Update = z.looseObject({ user_id: Ids });
const Change = z.object({
  field: z.literal('user_id_update'),
  value: z.looseObject({ user_id_update: z.array(Update).or(Update.transform((one) => [one])) }),
});

/** A system note in the chat. [System messages] */
export const changeOfMessage = (message: WhatsappMessage): IdentityChange | null => {
  const { data } = System.safeParse(message);
  if (message.type !== 'system' || !data) return null;
  const { type: reason, user_id: now, previous_user_id: before } = data.system;
  const userId = data.from_user_id ?? before ?? now;
  if (userId === undefined) return null;
  return { userId, reason, ...(now !== undefined && now !== userId ? { successor: now } : {}) };
};

/** Webhooks of the field `user_id_update`, told beside the note or instead of it. [Business-scoped user IDs] */
export const changesOfUpdate = (change: unknown): IdentityChange[] => {
  const { data } = Change.safeParse(change);
  return (data?.value.user_id_update ?? []).map(({ user_id: { previous, current } }) => ({
    userId: previous,
    reason: 'user_changed_user_id',
    ...(current === previous ? {} : { successor: current }),
  }));
};
