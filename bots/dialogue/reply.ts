import type {
  AccountProfile,
  ClaimedConnection,
  ConnectionEffect,
  ConnectionPreview,
  Locale,
  Session,
} from '@atlas/shared/wire';
import type { TextKey } from './texts/index.ts';

/** What a person said, whichever messenger carried it. */
export type Input =
  /** `/start spring` → `{ name: 'start', argument: 'spring' }`; `typed` as it was, in case it was meant as words. */
  | { kind: 'command'; name: string; argument: string; typed?: string }
  /** Anything that is no command: words, a picture, a sticker. Only words have a text. */
  | { kind: 'text'; text?: string }
  /** A button that was pressed; `data` is what the reply that had it put there. */
  | { kind: 'callback'; data: string };

/** A text of the catalogue, with what goes into it. Values are shown as they are, never read as markup. */
export type Text = { key: TextKey; values?: Readonly<Record<string, string | number | Date>> };

export type ReplyBlock = { paragraph: Text } | { list: readonly Text[] };

/** Screens of the mini app that a button may open at. */
export const appScreens = [
  'link',
  'security',
  'messengers',
  'merge',
  'merges',
  'devices',
  'achievements',
] as const;
export type AppScreen = (typeof appScreens)[number];

/**
 * `openApp` opens the mini app, at its home or at a screen; `callback` (1–64 bytes) comes back as an input; `url` opens
 * a page.
 */
export type ReplyButton = { label: Text } & (
  | { openApp: true | AppScreen }
  | { callback: string }
  | { url: string }
);

/** An answer by its meaning; each messenger has a renderer that gives it a form. */
export type Reply = {
  blocks: readonly ReplyBlock[];
  /** Rows, top to bottom. */
  buttons: readonly (readonly ReplyButton[])[];
  /** A short word to whoever pressed a button, shown beside the answer. Up to 200 characters when localised. */
  notice?: Text;
  /** Language of this answer, where it is not the person's: right after they chose another one. */
  locale?: Locale;
  /** The person begins: the messenger's own way into the app (menu button) is set up in their language. */
  setsUpMenu?: true;
  /** It shows a secret: taken back after so many seconds, where the messenger lets us. */
  livesSeconds?: number;
};

/** What the API is asked to do before the answer is known. */
export type Action =
  | { do: 'list_sessions' }
  | { do: 'revoke_session'; sessionId: string }
  | { do: 'revoke_all_sessions' }
  | { do: 'set_locale'; locale: Locale }
  | { do: 'decide_proof'; confirmationId: string; decision: 'approve' | 'deny' }
  | { do: 'cancel_recovery'; recoveryId: string }
  | { do: 'preview_connection'; token: string }
  | { do: 'claim_connection'; token: string; effect: Exclude<ConnectionEffect, 'merge'> };

/** What came of it. `not_found`: the session, question or recovery is gone, or was never this person's. */
export type Outcome =
  | {
      is: 'done';
      sessions?: readonly Session[];
      connection?: ConnectionPreview;
      claimed?: ClaimedConnection;
    }
  /** Nothing was connected, and why. */
  | { is: 'not_connected'; because: string }
  | { is: 'not_registered' }
  | { is: 'not_found' }
  | { is: 'unavailable' };

export type Context = {
  /** The account's language; the messenger's, where there is no account. */
  locale: Locale;
  /** For showing. */
  name: string;
  /** `unavailable`: the API could not be asked. */
  account: AccountProfile | 'none' | 'unavailable';
  /** The messenger lets us take back what the person wrote. */
  canDelete?: boolean;
};

/** One thing said and how it is answered: at most one action, then a reply made of its outcome. */
export type Turn = {
  action?: Action;
  /** For people without an account, too. */
  forAnybody?: true;
  /** Without an account there is nothing to answer but how to get one. */
  needsAccount?: true;
  /** A pressed button: its message is left as it is when nothing could be done. */
  pressed?: true;
  reply: (context: Context, outcome: Outcome) => Reply;
};
