import type { MessageEntity } from '@grammyjs/types';
import { linkEntity } from './link-entity.ts';
import { byteOffset, isBlank, type MarkedText, MarkupError } from './marked-text.ts';

const opening = new Set('_*`[');

/** A language up to the first blank and one line break, behind three backticks at `from`. */
const readFenceHead = (source: string, from: number): { language: string; start: number } => {
  let end = from;
  while (end < source.length && !isBlank(source[end] ?? '') && source[end] !== '`') end += 1;
  const hasLanguage = end !== from && end < source.length && source[end] !== '`';
  const start = hasLanguage ? end : from;
  const lineBreak = /^(?:\r\n|\n\r|\n|\r)/.exec(source.slice(start, start + 2))?.[0].length ?? 0;
  return { language: hasLanguage ? source.slice(from, end) : '', start: start + lineBreak };
};

const simpleEntity = (mark: string, place: { offset: number; length: number }): MessageEntity =>
  ({ type: mark === '_' ? 'italic' : mark === '*' ? 'bold' : 'code', ...place }) as MessageEntity;

/**
 * The legacy `parse_mode: Markdown`: no nesting, and `_*`[` begin an entity that must end.
 * @throws MarkupError
 */
export const parseMarkdown = (source: string): MarkedText => {
  const entities: MessageEntity[] = [];
  let text = '';
  for (let index = 0; index < source.length; index += 1) {
    const character = source[index] ?? '';
    if (character === '\\' && opening.has(source[index + 1] ?? '')) {
      index += 1;
      text += source[index];
      continue;
    }
    if (!opening.has(character)) {
      text += character;
      continue;
    }
    const begin = index;
    const isFence = source.startsWith('```', index);
    const head = isFence ? readFenceHead(source, index + 3) : { language: '', start: index + 1 };
    const end = source.indexOf(isFence ? '```' : character === '[' ? ']' : character, head.start);
    if (end < 0) {
      throw new MarkupError(
        `Can't find end of the entity starting at byte offset ${byteOffset(source, begin)}`,
      );
    }
    const covered = source.slice(head.start, end);
    const place = { offset: text.length, length: covered.length };
    text += covered;
    index = isFence ? end + 2 : end;
    if (character === '[') {
      let url = covered;
      if (source[end + 1] === '(') {
        const close = source.indexOf(')', end);
        url = source.slice(end + 2, close < 0 ? undefined : close);
        index = close < 0 ? source.length : close;
      }
      if (covered) entities.push(...linkEntity(url, place));
    } else if (covered && isFence) {
      entities.push({ type: 'pre', ...place, ...(head.language ? { language: head.language } : {}) });
    } else if (covered) entities.push(simpleEntity(character, place));
  }
  return { text, entities };
};
