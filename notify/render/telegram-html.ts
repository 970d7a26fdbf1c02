import type { Inline } from '../templates/index.ts';

/** Telegram's HTML mode knows four entities; `&`, `<` and `>` are all that has to be escaped in text. [Bot API, HTML style] */
const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const renderPart = (part: Inline): string => {
  if (typeof part === 'string') return escapeText(part);
  return 'bold' in part
    ? `<b>${renderTelegramHtml(part.bold)}</b>`
    : `<code>${renderTelegramHtml(part.code)}</code>`;
};

/** The text of a message for `parse_mode: HTML`. */
export const renderTelegramHtml = (body: readonly Inline[]): string => body.map(renderPart).join('');
