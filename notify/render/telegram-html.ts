import type { Inline } from '../templates/index.ts';

/** Telegram's HTML mode knows four entities; `&`, `<` and `>` are all that has to be escaped in text. [Bot API, HTML style] */
const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The text of a message for `parse_mode: HTML`. */
export const renderTelegramHtml = (body: readonly Inline[]): string =>
  body
    .map((part) => (typeof part === 'string' ? escapeText(part) : `<b>${renderTelegramHtml(part.bold)}</b>`))
    .join('');
