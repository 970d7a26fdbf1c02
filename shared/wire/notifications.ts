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

/** Channels a person can choose, kind by kind. SMS carries codes and security alone. */
export const channels = ['telegram', 'email'] as const;
export const ChannelName = z.enum(channels).meta({ id: 'ChannelName' });
export type ChannelName = z.output<typeof ChannelName>;

/** What also goes by e-mail, to a confirmed address, for those who ask for it. */
export const emailKinds = ['orders', 'digest'] as const satisfies readonly NotificationKind[];

const canBeMailed = (kind: string): boolean =>
  emailKinds.some((name) => name === kind) || kind === 'security';

/**
 * Kind → channel → wanted. In the messenger what is not named is wanted; by e-mail what is not named is not. Security
 * goes wherever it has to.
 */
export const NotificationPreferences = z
  .partialRecord(NotificationKind, z.partialRecord(ChannelName, z.boolean()))
  .refine((preferences) => Object.values(preferences.security ?? {}).every(Boolean), {
    path: ['security'],
    message: "security messages can't be switched off",
  })
  .refine(
    (preferences) =>
      Object.entries(preferences).every(([kind, { email } = {}]) => !email || canBeMailed(kind)),
    { message: `only ${emailKinds.join(' and ')} go by e-mail` },
  )
  .meta({ id: 'NotificationPreferences' });
export type NotificationPreferences = z.output<typeof NotificationPreferences>;

/** Whether a person wants messages of a kind there. */
export const isWanted = (
  preferences: NotificationPreferences,
  kind: NotificationKind,
  channel: string,
): boolean => {
  if (kind === 'security') return true;
  const chosen = (preferences[kind] as Readonly<Record<string, boolean>> | undefined)?.[channel];
  return chosen ?? channel !== 'email';
};

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

export const DeliveryChannel = z
  .enum(['telegram', 'whatsapp', 'wechat', 'sms', 'email'])
  .meta({ id: 'DeliveryChannel' });
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
    /** Why it was not sent, in a word: `recipient_blocked`, `preference`, `quiet_hours`, `digested`, `expired`. */
    reason: z.string().nullable(),
    attempts: z.int(),
    createdAt: Timestamp,
    sentAt: Timestamp.nullable(),
  })
  .meta({ id: 'Notification' });
export type Notification = z.output<typeof Notification>;
export const NotificationPage = pageOf(Notification, 'NotificationPage');
export type NotificationPage = z.output<typeof NotificationPage>;
