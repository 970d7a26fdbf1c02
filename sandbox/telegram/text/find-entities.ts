import type { MessageEntity } from '@grammyjs/types';

type FoundKind = 'bot_command' | 'mention' | 'hashtag' | 'url' | 'email';

/** What Telegram marks by itself in any text; of two that overlap the earlier in this list wins. */
const patterns: readonly (readonly [FoundKind, RegExp])[] = [
  [
    'url',
    /(?<![\p{L}\p{N}@._-])(?:(?:https?|ftp):\/\/[^\s<>"'«»]+|(?:[a-z0-9-]+\.)+(?:com|net|org|me|io|ru|cn|app|dev)(?:[/?#][^\s<>"'«»]*)?)/giu,
  ],
  ['email', /(?<![\p{L}\p{N}._+-])[a-z0-9._+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}/giu],
  ['bot_command', /(?<![\p{L}\p{N}_/<])\/[a-z0-9_]{1,64}(?:@[a-z0-9_]{3,32})?(?![\p{L}\p{N}_/])/giu],
  ['mention', /(?<![\p{L}\p{N}_])@[a-z0-9_]{2,32}(?![\p{L}\p{N}_])/giu],
  ['hashtag', /(?<![\p{L}\p{N}_&])#(?=[^\s]*\p{L})[\p{L}\p{N}_]{1,256}/gu],
];

const overlaps = (a: { offset: number; length: number }, b: { offset: number; length: number }) =>
  a.offset < b.offset + b.length && b.offset < a.offset + a.length;

/** Offsets and lengths in UTF-16 code units. What `given` entities cover is left alone. */
export const findTextEntities = (text: string, given: readonly MessageEntity[] = []): MessageEntity[] => {
  const taken = given.filter(
    ({ type }) => type === 'code' || type === 'pre' || type === 'text_link' || type === 'text_mention',
  );
  const found: MessageEntity[] = [];
  for (const [type, pattern] of patterns) {
    for (const match of text.matchAll(pattern)) {
      const covered = type === 'url' ? match[0].replace(/[.,;:!?)\]}]+$/, '') : match[0];
      const entity = { type, offset: match.index, length: covered.length };
      if (![...taken, ...found].some((other) => overlaps(entity, other))) found.push(entity);
    }
  }
  return [...given, ...found].sort((a, b) => a.offset - b.offset || b.length - a.length);
};
