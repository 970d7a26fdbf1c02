import type { MessageEntity } from '@grammyjs/types';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeText = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);

/** Only what a browser may follow without harm. */
const safeLink = (url: string): string | null =>
  /^(https?|tg|mailto|tel):/i.test(url) ? escapeText(url) : null;

const linkTag = (url: string): [string, string] => {
  const href = safeLink(url);
  return href ? [`<a href="${href}" rel="noreferrer noopener" target="_blank">`, '</a>'] : ['', ''];
};

const tagsOf = (entity: MessageEntity, covered: string): [string, string] => {
  switch (entity.type) {
    case 'bold':
      return ['<b>', '</b>'];
    case 'italic':
      return ['<i>', '</i>'];
    case 'underline':
      return ['<u>', '</u>'];
    case 'strikethrough':
      return ['<s>', '</s>'];
    case 'spoiler':
      return ['<span class="tg-spoiler">', '</span>'];
    case 'code':
      return ['<code>', '</code>'];
    case 'pre':
      return ['<pre>', '</pre>'];
    case 'blockquote':
    case 'expandable_blockquote':
      return ['<blockquote>', '</blockquote>'];
    case 'text_link':
      return linkTag(entity.url);
    case 'url':
      return linkTag(/^[a-z]+:/i.test(covered) ? covered : `http://${covered}`);
    case 'email':
      return linkTag(`mailto:${covered}`);
    default:
      return ['', ''];
  }
};

/** The text as safe HTML: everything escaped, then only the tags of its entities, properly nested. */
export const toHtml = (text: string, entities: readonly MessageEntity[] = []): string => {
  const render = (from: number, to: number, within: readonly MessageEntity[]): string => {
    let html = '';
    let at = from;
    for (let index = 0; index < within.length; index += 1) {
      const entity = within[index];
      if (!entity || entity.offset < at) continue;
      const end = Math.min(entity.offset + entity.length, to);
      const inner = within.slice(index + 1).filter(({ offset }) => offset < end);
      const [open, close] = tagsOf(entity, text.slice(entity.offset, end));
      html += escapeText(text.slice(at, entity.offset)) + open + render(entity.offset, end, inner) + close;
      at = end;
    }
    return html + escapeText(text.slice(at, to));
  };
  return render(0, text.length, entities);
};
