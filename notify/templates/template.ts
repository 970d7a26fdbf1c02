import type { AtlasEvent } from '@atlas/shared/events';
import type { Locale, NotificationKind } from '@atlas/shared/wire';

/** One message that a summary tells in a line of its own. */
export type SummaryItem = { template: string; params: Readonly<Record<string, string | number>> };

/**
 * Values a template is filled with, beside the person's name. Ids, counts and times (ms since the epoch); `items` are
 * what a summary tells. `totalMinor` and `currency` make `{total}`.
 */
export type Params = Readonly<Record<string, string | number | readonly SummaryItem[]>>;

/** A button: what it says is a key of `texts`. */
export type TemplateButton =
  /** At its home, or at a screen of it. */
  | {
      label: string;
      opens: 'miniapp';
      screen?: 'link' | 'security' | 'devices' | 'achievements' | 'messengers' | 'merges';
    }
  | { label: string; answers: string }
  /** Copies a parameter. */
  | { label: string; copies: string };

/**
 * `body` for every channel; `subject` where it also goes by e-mail; `sms` where it also goes by SMS, and `smsShort` where
 * that may not fit one; `digest` where it can be told in a line of a summary; `card`, 20 characters at the most, where
 * WeChat may show it as a card. The rest are what buttons say.
 */
export type Texts = Readonly<{ body: string } & Record<string, string>>;

/**
 * One thing Atlas writes: what it says, and how hard to try.
 *
 * Texts are ICU messages with `<b>` and `<code>` as their only tags. `{name}` is the person's display name; a time is
 * written `{at, date, day}` or `{at, time, moment}`, both UTC.
 */
export type Template = {
  name: string;
  kind: NotificationKind;
  /** After so long since the event the message is dropped, not sent late. */
  ttlSeconds: number;
  /**
   * When nobody can tell whether a call was delivered: `at_least_once` sends again (twice is the smaller harm),
   * `at_most_once` does not.
   */
  onUnknown: 'at_least_once' | 'at_most_once';
  /** Holds a one-time code in `{code}`: goes before everything else, and in SMS is bound to our own site. */
  isCode?: true;
  /**
   * For what somebody has to learn: not sent within so long, or surely never, it goes on to the next verified number or
   * address. Nothing for what already goes to all of them.
   */
  fallbackAfterSeconds?: number;
  /** What the person's quiet hours do to it (Default: what they do to its kind). */
  quietHours?: 'pass' | 'defer' | 'drop';
  texts: Readonly<Record<Locale, Texts>>;
  /** Rows of buttons; `answers` is a format with `{param}`, at most 64 bytes when filled. */
  buttons: readonly (readonly TemplateButton[])[];
  protectContent?: boolean;
  /** Parameters that are kept elsewhere, in the language given, because a row of every message would repeat them. */
  load?(params: Params, locale: string): Promise<Params>;
  /** A PNG above the text, where the channel shows pictures. */
  picture?(params: Params): Promise<Uint8Array>;
};

/** A template with the events that ask for it. */
export type Reason = Template & {
  /** The message this event asks for; null when it asks for none. Nothing personal. */
  decide(event: AtlasEvent): Params | null;
  /** What is personal in it: kept sealed, and forgotten once nothing is to be sent any more. */
  decideSecret?(event: AtlasEvent): Params | null;
  /** Also to every confirmed number and address of the account: for what its holder must not miss. */
  reachesContacts?: true;
};

const ranks = {
  security: 1,
  account: 2,
  orders: 2,
  welcome: 3,
  achievements: 4,
  digest: 4,
  broadcast: 5,
} as const satisfies Record<NotificationKind, number>;

/** Lower goes first; a code, which somebody waits for, before everything. */
export const priorityOf = ({ kind, isCode }: Pick<Template, 'kind' | 'isCode'>): number =>
  isCode ? 0 : ranks[kind];

/** Whether a template has the words a channel needs. Messengers take the body as it is. */
export const canSay = ({ texts }: Pick<Template, 'texts'>, channel: string): boolean => {
  if (channel === 'sms') return 'sms' in texts.en;
  return channel !== 'email' || 'subject' in texts.en;
};
