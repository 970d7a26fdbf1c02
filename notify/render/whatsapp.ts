import type { Inline } from '../templates/index.ts';
import { renderPlainText } from './plain-text.ts';

/** WhatsApp's marks can't be escaped: what has one inside stays as it is. */
const marked = (text: string, mark: string): string =>
  text !== '' && text.trim() === text && !text.includes(mark) && !text.includes('\n')
    ? `${mark}${text}${mark}`
    : text;

/** The text of a message with WhatsApp's marks for bold and code. */
export const renderWhatsapp = (body: readonly Inline[]): string =>
  body
    .map((part) => {
      if (typeof part === 'string') return part;
      return 'bold' in part
        ? marked(renderPlainText(part.bold), '*')
        : marked(renderPlainText(part.code), '`');
    })
    .join('');
