import { z } from 'zod';
import {
  ConnectionEffect,
  FactorKind,
  Locale,
  Messenger,
  NotificationPreferences,
  NotificationSchedule,
} from '../wire/index.ts';

/** A messenger address of a person, as it was when the event happened. */
const chatFields = {
  messenger: Messenger,
  /** What the messenger's user id is relative to: the bot id in Telegram. */
  appScope: z.string(),
  /** Where to write to the person. In Telegram's private chats this is the user id. */
  chatId: z.string(),
};

/** What every event of an order says of it. */
const orderFields = {
  orderId: z.uuid(),
  /** What the person knows the order by. */
  orderNumber: z.string(),
  /** In the smallest unit of the currency. */
  totalMinor: z.int(),
  /** ISO 4217. */
  currency: z.string(),
};

type Definition = {
  /** `fact` (past tense) or `command` (imperative). */
  kind: 'fact' | 'command';
  topic: 'atlas.accounts' | 'atlas.orders' | 'atlas.commands.notify';
  summary: string;
  producer: string;
  consumers: readonly string[];
  /** Top-level fields of `data` that are about a person: sealed at rest with the account's key. */
  personal: readonly string[];
  data: z.ZodObject;
};

/**
 * Every event and command that Atlas writes: schema, topic, who writes and reads it, and which fields
 * are personal. The key is always the account id. A version is never edited; a breaking change is a new type.
 */
export const catalogue = {
  'user.registered.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary: 'A person opened the mini app for the first time; their account now exists.',
    producer: 'api',
    consumers: ['notify', 'analytics', 'gamification'],
    personal: ['chatId', 'displayName'],
    data: z.object({
      ...chatFields,
      identityId: z.uuid(),
      displayName: z.string(),
      locale: Locale,
    }),
  },
  'session.opened.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary: 'Somebody signed in.',
    producer: 'api',
    consumers: ['notify', 'analytics', 'gamification'],
    personal: [],
    data: z.object({
      sessionId: z.uuid(),
      messenger: Messenger,
      amr: z.array(z.string()),
      acr: z.string(),
    }),
  },
  'session.revoked.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary: 'Sessions ended before their time.',
    producer: 'api',
    consumers: ['notify'],
    personal: [],
    data: z.object({
      sessionIds: z.array(z.uuid()),
      reason: z.enum([
        'signed_out',
        'revoked',
        'refresh_token_reused',
        'shop_linked',
        'shop_link_objected',
        'factor_added',
        'factor_removed',
        'recovered',
        'account_deleted',
        'identity_removed',
        'identity_suspended',
        'account_merged',
        'merge_undone',
      ]),
    }),
  },
  'account.updated.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary:
      'The account holder changed their profile, language or notification preferences. Only what changed is there.',
    producer: 'api',
    consumers: ['notify'],
    personal: ['displayName', 'notificationSchedule'],
    data: z.object({
      displayName: z.string().optional(),
      locale: Locale.optional(),
      notificationPreferences: NotificationPreferences.optional(),
      /** The whole of it: time zone, quiet hours, summary. */
      notificationSchedule: NotificationSchedule.optional(),
    }),
  },
  'identity_connection.claimed.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary:
      'Somebody in another messenger used the code that connects it, and waits for the account holder to confirm.',
    producer: 'api',
    consumers: ['notify'],
    personal: [],
    data: z.object({
      connectionId: z.uuid(),
      messenger: Messenger,
      effect: ConnectionEffect,
      expiresAt: z.string(),
    }),
  },
  'identity.connected.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary: 'Another messenger signs in to the account from now on.',
    producer: 'api',
    consumers: ['notify'],
    personal: ['chatId'],
    data: z.object({
      ...chatFields,
      identityId: z.uuid(),
      /** Since when the identity is known. */
      linkedAt: z.string(),
      /** `connected` by a code or as one user of WeChat in two apps, by a `merge` of accounts, or given back by its `merge_undo`. */
      reason: z.enum(['connected', 'merge', 'merge_undo']),
    }),
  },
  'identity.removed.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary: 'A messenger no longer signs in to the account.',
    producer: 'api',
    consumers: ['notify'],
    personal: [],
    data: z.object({
      identityId: z.uuid(),
      messenger: Messenger,
      appScope: z.string(),
      reason: z.enum(['removed', 'merge', 'merge_undo']),
    }),
  },
  'account.merged.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary:
      'The account became part of another one of the same person. Whoever keeps something under the old subject finds the person under the new one from now on.',
    producer: 'api',
    consumers: ['notify'],
    personal: [],
    data: z.object({
      mergeId: z.uuid(),
      oldSubject: z.uuid(),
      newSubject: z.uuid(),
      undoUntil: z.string(),
    }),
  },
  'account.merge_undone.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary: 'A merge was undone: the account is on its own again, under its old subject.',
    producer: 'api',
    consumers: ['notify'],
    personal: [],
    data: z.object({ mergeId: z.uuid(), oldSubject: z.uuid(), newSubject: z.uuid() }),
  },
  'suspicious.activity.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary:
      'Something that the account holder should hear about: a proof shown by a second key, a refresh token used twice, codes or passwords guessed, their shop account claimed by somebody else, a messenger identity that may have changed hands.',
    producer: 'api',
    consumers: ['notify'],
    personal: [],
    data: z.object({
      kind: z.enum([
        'proof_shown_by_other_key',
        'refresh_token_reused',
        'shop_account_claimed',
        'shop_password_guessed',
        'codes_guessed',
        'factor_locked',
        'identity_changed',
      ]),
      sessionId: z.uuid().nullable(),
      /** With `proof_shown_by_other_key`: what the person confirms or denies in the chat, within 300 s. */
      confirmationId: z.uuid().nullable(),
    }),
  },
  'session.raised.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary: 'More was proved in a session: a second factor, a backup code or the password of the old shop.',
    producer: 'api',
    consumers: [],
    personal: [],
    data: z.object({
      sessionId: z.uuid(),
      /** RFC 8176 `amr` value that was added. */
      proved: z.enum(['sms', 'email', 'otp', 'backup', 'pwd']),
      amr: z.array(z.string()),
      acr: z.string(),
    }),
  },
  'shop_account.linked.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary: 'The account holder proved an account of the old shop; it is now theirs here too.',
    producer: 'api',
    consumers: ['notify', 'analytics', 'gamification'],
    personal: ['shopCustomerId', 'customerName', 'email', 'phone'],
    data: z.object({
      linkId: z.uuid(),
      sessionId: z.uuid(),
      shopCustomerId: z.string(),
      customerName: z.string(),
      /** On file at the shop. */
      email: z.string().nullable(),
      phone: z.string().nullable(),
      linkedAt: z.string().optional(),
      undoUntil: z.string(),
      /** It came with a merge of accounts, or went back with its undoing: no new link. */
      cameBy: z.enum(['merge', 'merge_undo']).optional(),
    }),
  },
  'shop_account.unlinked.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary: 'The link to the old shop account ended; the shop account is free again.',
    producer: 'api',
    consumers: ['notify'],
    personal: [],
    data: z.object({
      linkId: z.uuid(),
      reason: z.enum(['unlinked', 'undone', 'objected', 'account_deleted', 'merge', 'merge_undo']),
    }),
  },
  'shop_link.reminder.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary: 'The old shop, which was away when the account holder tried to link, answers again.',
    producer: 'api',
    consumers: ['notify'],
    personal: [],
    data: z.object({ triedAt: z.string() }),
  },
  'identity.suspended.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary:
      'The messenger said that an identity may have changed hands: it is written to no more, and opens nothing but the proof of who they are.',
    producer: 'api',
    consumers: ['notify'],
    personal: [],
    data: z.object({
      identityId: z.uuid(),
      messenger: Messenger,
      appScope: z.string(),
      reason: z.enum(['user_changed_number', 'user_changed_user_id', 'customer_identity_changed']),
    }),
  },
  'identity.reinstated.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary:
      'The person behind a suspended identity proved who they are; they may have another chat id since.',
    producer: 'api',
    consumers: ['notify'],
    personal: ['chatId'],
    data: z.object({ ...chatFields, identityId: z.uuid() }),
  },
  'two_factor.enabled.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary: 'A second factor became active.',
    producer: 'api',
    consumers: ['notify', 'analytics', 'gamification'],
    personal: ['name', 'destination'],
    data: z.object({
      factorId: z.uuid(),
      factorKind: FactorKind,
      name: z.string(),
      /** E.164 number or e-mail address; null for totp. */
      destination: z.string().nullable(),
      isFirst: z.boolean(),
      isDefault: z.boolean(),
      /** When its set-up began. */
      createdAt: z.string().optional(),
      /** It came with a merge of accounts, or went back with its undoing: no new factor. */
      cameBy: z.enum(['merge', 'merge_undo']).optional(),
    }),
  },
  'two_factor.updated.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary: 'A second factor was renamed or made the default. Only what changed is there.',
    producer: 'api',
    consumers: [],
    personal: ['name'],
    data: z.object({
      factorId: z.uuid(),
      name: z.string().optional(),
      isDefault: z.literal(true).optional(),
    }),
  },
  'two_factor.disabled.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary: 'A second factor is no longer active.',
    producer: 'api',
    consumers: ['notify'],
    personal: [],
    data: z.object({
      factorId: z.uuid(),
      factorKind: FactorKind,
      reason: z.enum(['removed', 'recovered', 'locked', 'account_deleted', 'merge', 'merge_undo']),
      wasLast: z.boolean(),
    }),
  },
  'backup_codes.created.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary: 'Ten new backup codes; those before them are void.',
    producer: 'api',
    consumers: ['notify', 'gamification'],
    personal: [],
    data: z.object({ setId: z.uuid(), count: z.int() }),
  },
  'backup_code.used.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary: 'A backup code was used in place of a second factor.',
    producer: 'api',
    consumers: ['notify'],
    personal: [],
    data: z.object({ setId: z.uuid(), sessionId: z.uuid(), left: z.int() }),
  },
  'recovery.requested.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary:
      'Somebody signed in as the account holder says that every second factor is lost. It can be stopped until `readyAt`.',
    producer: 'api',
    consumers: ['notify'],
    personal: [],
    data: z.object({ recoveryId: z.uuid(), readyAt: z.string() }),
  },
  'recovery.cancelled.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary: 'A recovery was stopped; the factors stay.',
    producer: 'api',
    consumers: ['notify'],
    personal: [],
    data: z.object({ recoveryId: z.uuid(), by: z.enum(['session', 'chat', 'factor_used']) }),
  },
  'recovery.completed.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary: 'A recovery took the lost factors off; new ones can be set up.',
    producer: 'api',
    consumers: ['notify'],
    personal: [],
    data: z.object({ recoveryId: z.uuid() }),
  },
  'account.deleted.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary:
      'The account was erased: its key is destroyed, what was personal in the log can be read by nobody.',
    producer: 'api',
    consumers: ['notify', 'analytics', 'gamification'],
    personal: [],
    data: z.object({}),
  },
  'achievement.granted.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary: 'The account holder earned an achievement; each is granted once.',
    producer: 'gamification',
    consumers: ['notify'],
    personal: [],
    data: z.object({ achievement: z.string(), grantedAt: z.string() }),
  },
  'order.placed.v1': {
    kind: 'fact',
    topic: 'atlas.orders',
    summary: 'The account holder ordered something; the payment is still to come.',
    producer: 'orders',
    consumers: ['notify'],
    personal: [],
    data: z.object(orderFields),
  },
  'order.paid.v1': {
    kind: 'fact',
    topic: 'atlas.orders',
    summary: 'An order was paid.',
    producer: 'orders',
    consumers: ['notify', 'analytics', 'gamification'],
    personal: [],
    data: z.object(orderFields),
  },
  'order.cancelled.v1': {
    kind: 'fact',
    topic: 'atlas.orders',
    summary: 'An order ended before it was shipped; what was paid goes back.',
    producer: 'orders',
    consumers: ['notify'],
    personal: [],
    data: z.object({
      ...orderFields,
      reason: z.enum(['cancelled', 'payment_failed', 'out_of_stock', 'expired']),
    }),
  },
  'order.shipped.v1': {
    kind: 'fact',
    topic: 'atlas.orders',
    summary: 'An order is on its way.',
    producer: 'orders',
    consumers: ['notify'],
    personal: ['trackingNumber'],
    data: z.object({ ...orderFields, trackingNumber: z.string().nullable() }),
  },
  'payment.failed.v1': {
    kind: 'fact',
    topic: 'atlas.orders',
    summary: 'A payment did not go through; nothing was taken.',
    producer: 'orders',
    consumers: ['notify'],
    personal: [],
    data: z.object({ ...orderFields, canRetry: z.boolean() }),
  },
  'notify.send_code.v1': {
    kind: 'command',
    topic: 'atlas.commands.notify',
    summary: 'Send a one-time code. Code and destination are sealed to the key of notify.',
    producer: 'api',
    consumers: ['notify'],
    // So that erasing the account destroys it, whoever has notify's key.
    personal: ['sealed'],
    data: z.object({
      challengeId: z.uuid(),
      channel: z.enum(['sms', 'email']),
      purpose: z.enum(['enrol', 'step_up']),
      locale: Locale,
      /** Never sent after that. */
      expiresAt: z.string(),
      /** JWE, ECDH-ES to notify's key, of `{ destination, code }`; bound to `challengeId`. */
      sealed: z.string(),
    }),
  },
  'notify.send_shop_notice.v1': {
    kind: 'command',
    topic: 'atlas.commands.notify',
    summary:
      'Tell whoever reads what the old shop has on file that it was linked, with the code that ends the link. Addresses and code are sealed to the key of notify.',
    producer: 'api',
    consumers: ['notify'],
    personal: [],
    data: z.object({
      /** The link. */
      messageRef: z.uuid(),
      locale: Locale,
      /** The code is good until then. */
      expiresAt: z.string(),
      /** JWE, ECDH-ES to notify's key, of `{ email, phone, code, site }`. */
      sealed: z.string(),
    }),
  },
  'notify.send_totp_setup.v1': {
    kind: 'command',
    topic: 'atlas.commands.notify',
    summary:
      'Send QR and key of an authenticator set-up to the chat, and delete them at `expiresAt` or before.',
    producer: 'api',
    consumers: ['notify'],
    // So that erasing the account destroys it, whoever has notify's key.
    personal: ['sealed'],
    data: z.object({
      /** What `notify.delete_message.v1` names. */
      messageRef: z.uuid(),
      locale: Locale,
      expiresAt: z.string(),
      /** JWE, ECDH-ES to notify's key, of `{ otpauthUri, secret }`; bound to `messageRef`. */
      sealed: z.string(),
    }),
  },
  'notify.delete_message.v1': {
    kind: 'command',
    topic: 'atlas.commands.notify',
    summary: 'Delete what was sent under this reference; where it was not sent yet, never send it.',
    producer: 'api',
    consumers: ['notify'],
    personal: [],
    data: z.object({ messageRef: z.uuid() }),
  },
} as const satisfies Record<string, Definition>;

export type EventType = keyof typeof catalogue;
export type EventData = { [T in EventType]: z.output<(typeof catalogue)[T]['data']> };
export type EventDefinition = Definition;
