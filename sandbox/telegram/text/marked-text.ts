import type { MessageEntity } from '@grammyjs/types';

/** Text without its markup, and what the markup said. Offsets are UTF-16 code units, as JavaScript counts. */
export type MarkedText = { text: string; entities: MessageEntity[] };

/** Markup that can't be read. The message is the tail of Telegram's `can't parse entities: …`. */
export class MarkupError extends Error {
  override name = 'MarkupError';
}

/** What Telegram calls a blank inside markup. */
export const isBlank = (character: string): boolean => /^[ \t\r\n\v\0]$/.test(character);

/** Telegram counts bytes of UTF-8 where it names a place in markup. */
export const byteOffset = (source: string, index: number): number =>
  Buffer.byteLength(source.slice(0, index));

const order: readonly MessageEntity['type'][] = ['blockquote', 'expandable_blockquote', 'pre', 'code'];

/** By place; of those that begin together the longest first. */
export const sortEntities = (entities: MessageEntity[]): MessageEntity[] =>
  entities.sort(
    (a, b) => a.offset - b.offset || b.length - a.length || order.indexOf(b.type) - order.indexOf(a.type),
  );
