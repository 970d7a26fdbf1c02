import { z } from 'zod';
import { Locale, Messenger, NotificationPreferences } from '../wire/index.ts';

/** A messenger address of a person, as it was when the event happened. */
const chatFields = {
  messenger: Messenger,
  /** What the messenger's user id is relative to: the bot id in Telegram. */
  appScope: z.string(),
  /** Where to write to the person. In Telegram's private chats this is the user id. */
  chatId: z.string(),
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
    consumers: ['notify'],
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
    consumers: ['notify'],
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
      reason: z.enum(['signed_out', 'revoked', 'refresh_token_reused']),
    }),
  },
  'account.updated.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary:
      'The account holder changed their profile, language or notification preferences. Only what changed is there.',
    producer: 'api',
    consumers: ['notify'],
    personal: ['displayName'],
    data: z.object({
      displayName: z.string().optional(),
      locale: Locale.optional(),
      notificationPreferences: NotificationPreferences.optional(),
    }),
  },
  'suspicious.activity.v1': {
    kind: 'fact',
    topic: 'atlas.accounts',
    summary:
      'Something that the account holder should hear about: a proof shown by a second key, a refresh token used twice.',
    producer: 'api',
    consumers: ['notify'],
    personal: [],
    data: z.object({
      kind: z.enum(['proof_shown_by_other_key', 'refresh_token_reused']),
      sessionId: z.uuid().nullable(),
      /** With `proof_shown_by_other_key`: what the person confirms or denies in the chat, within 300 s. */
      confirmationId: z.uuid().nullable(),
    }),
  },
} as const satisfies Record<string, Definition>;

export type EventType = keyof typeof catalogue;
export type EventData = { [T in EventType]: z.output<(typeof catalogue)[T]['data']> };
export type EventDefinition = Definition;
