import type { InlineButton } from '@atlas/shared/ports';

/** Text with meaning instead of markup: each channel renders it in its own, escaping what people wrote. */
export type Inline = string | { bold: readonly Inline[] };

export type SemanticMessage = {
  /** `\n\n` between paragraphs. */
  body: readonly Inline[];
  buttons: readonly (readonly InlineButton[])[];
  protectContent: boolean;
};
