import type { AtlasEvent } from '@atlas/shared/events';
import type { Locale, NotificationKind } from '@atlas/shared/wire';

/** Values a template is filled with, beside the person's name. Ids and counts; nothing personal. */
export type Params = Readonly<Record<string, string | number>>;

/** A button: what it says is a key of `texts`. */
export type TemplateButton = { label: string; opens: 'miniapp' } | { label: string; answers: string };

/**
 * One reason to write to somebody: when, what, and how hard to try.
 *
 * Texts are ICU messages with `<b>` as their only tag. `{name}` is the person's display name.
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
  /** The message this event asks for; null when it asks for none. */
  decide(event: AtlasEvent): Params | null;
  texts: Readonly<Record<Locale, Readonly<{ body: string } & Record<string, string>>>>;
  /** Rows of buttons; `answers` is a format with `{param}`, at most 64 bytes when filled. */
  buttons: readonly (readonly TemplateButton[])[];
  protectContent?: boolean;
};

/** Lower goes first. */
export const priorityOf = (kind: NotificationKind): number => ({ security: 0, account: 1, welcome: 2 })[kind];
