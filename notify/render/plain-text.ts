import type { Inline } from '../templates/index.ts';

/** The text alone, as it was meant to be read aloud. */
export const renderPlainText = (body: readonly Inline[]): string =>
  body
    .map((part) =>
      typeof part === 'string' ? part : renderPlainText('bold' in part ? part.bold : part.code),
    )
    .join('');
