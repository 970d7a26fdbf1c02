import { z } from 'zod';
import { pageOf, Timestamp } from './common.ts';

/** Why Atlas writes to somebody. `security` can't be switched off. */
export const notificationKinds = [
  'welcome',
  'security',
  'account',
  'orders',
  'achievements',
  'digest',
  'broadcast',
] as const;
export const NotificationKind = z.enum(notificationKinds).meta({ id: 'NotificationKind' });
export type NotificationKind = z.output<typeof NotificationKind>;

/** Channels a person can switch off, kind by kind. SMS and e-mail carry security alone. */
export const channels = ['telegram'] as const;
export const ChannelName = z.enum(channels).meta({ id: 'ChannelName' });
export type ChannelName = z.output<typeof ChannelName>;

/** Kind → channel → wanted. What is not named is wanted. */
export const NotificationPreferences = z
  .partialRecord(NotificationKind, z.partialRecord(ChannelName, z.boolean()))
  .refine((preferences) => Object.values(preferences.security ?? {}).every(Boolean), {
    path: ['security'],
    message: "security messages can't be switched off",
  })
  .meta({ id: 'NotificationPreferences' });
export type NotificationPreferences = z.output<typeof NotificationPreferences>;

/** Body of `PUT /v1/notification-preferences` and answer of `GET`: always whole. */
export const NotificationPreferencesBody = z
  .strictObject({ preferences: NotificationPreferences })
  .meta({ id: 'NotificationPreferencesBody' });
export type NotificationPreferencesBody = z.output<typeof NotificationPreferencesBody>;

export const deliveryStates = [
  'queued',
  /** Waits for the end of the person's quiet hours. */
  'deferred',
  /** Waits to be told together with others. */
  'digesting',
  'sending',
  'retry_wait',
  'sent',
  'failed',
  'unknown',
  'suppressed',
  'expired',
  /** Given up after every try; somebody has to look, and may replay it. */
  'dead',
] as const;
export const DeliveryState = z.enum(deliveryStates).meta({ id: 'DeliveryState' });
export type DeliveryState = z.output<typeof DeliveryState>;

export const DeliveryChannel = z.enum([...channels, 'sms', 'email']).meta({ id: 'DeliveryChannel' });
export type DeliveryChannel = z.output<typeof DeliveryChannel>;

/** What the provider says became of a message it took. `delivered` and what follows are final. */
export const receipts = [
  'queued',
  'sending',
  'sent',
  'delivered',
  'undelivered',
  'failed',
  'expired',
] as const;
export const Receipt = z.enum(receipts).meta({ id: 'Receipt' });
export type Receipt = z.output<typeof Receipt>;

/** One message Atlas wrote, or decided not to write, to the account holder. */
export const Notification = z
  .object({
    id: z.uuid(),
    kind: NotificationKind,
    template: z.string().meta({ description: 'For instance `welcome` or `proof_confirmation`.' }),
    channel: DeliveryChannel,
    /** Masked; null for the messenger's chat. */
    destination: z.string().nullable(),
    state: DeliveryState,
    /** Null where the provider sends no receipts, or none has come. */
    receipt: Receipt.nullable(),
    /** Why it was not sent, in a word: `recipient_blocked`, `preference`, `expired`, `superseded`. */
    reason: z.string().nullable(),
    attempts: z.int(),
    createdAt: Timestamp,
    sentAt: Timestamp.nullable(),
  })
  .meta({ id: 'Notification' });
export type Notification = z.output<typeof Notification>;
export const NotificationPage = pageOf(Notification, 'NotificationPage');
export type NotificationPage = z.output<typeof NotificationPage>;
