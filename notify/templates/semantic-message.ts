import type { InlineButton } from '@atlas/shared/ports';

/** Text with meaning instead of markup: each channel renders it in its own, escaping what people wrote. */
export type Inline = string | { bold: readonly Inline[] } | { code: readonly Inline[] };

export type SemanticMessage = {
  /** `\n\n` between paragraphs. */
  body: readonly Inline[];
  /** For e-mail. */
  subject: string;
  /** For SMS, the longest first. */
  sms: readonly string[];
  /** For a card that has no room for the message: what happened, and what about; null where it has no such words. */
  card: { what: string; about: string } | null;
  /** The one-time code in it; null where there is none. */
  code: string | null;
  buttons: readonly (readonly InlineButton[])[];
  protectContent: boolean;
};
