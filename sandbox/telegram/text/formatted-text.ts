import type { MessageEntity } from '@grammyjs/types';
import { badRequest } from '../calls/bot-api-error.ts';
import type { CallArguments } from '../calls/call-arguments.ts';
import {
  FieldError,
  isObject,
  optionalText,
  requiredInteger,
  requiredObject,
  requiredText,
  withPrefix,
} from '../calls/json-fields.ts';
import { findTextEntities } from './find-entities.ts';
import { type MarkedText, MarkupError, sortEntities } from './marked-text.ts';
import { parseHtml } from './parse-html.ts';
import { parseMarkdown } from './parse-markdown.ts';
import { parseMarkdownV2 } from './parse-markdown-v2.ts';

/** Bytes of markup that are read at all. */
const maxSourceBytes = 2 ** 15;
const parsers = { html: parseHtml, markdownv2: parseMarkdownV2, markdown: parseMarkdown };
const plainKinds = [
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'spoiler',
  'code',
  'blockquote',
  'expandable_blockquote',
];
/** Telegram finds these by itself; given ones are not believed. */
const foundKinds = [
  'mention',
  'hashtag',
  'cashtag',
  'bot_command',
  'url',
  'email',
  'phone_number',
  'bank_card_number',
];

const toEntity = (value: unknown): MessageEntity[] => {
  if (!isObject(value)) throw new FieldError('expected an Object');
  const place = { offset: requiredInteger(value, 'offset'), length: requiredInteger(value, 'length') };
  const type = requiredText(value, 'type');
  if (type === '') throw new FieldError('Type is not specified');
  if (plainKinds.includes(type)) return [{ type, ...place } as MessageEntity];
  if (foundKinds.includes(type)) return [];
  if (type === 'pre') {
    const language = optionalText(value, 'language');
    return [{ type, ...place, ...(language ? { language } : {}) }];
  }
  if (type === 'text_link') return [{ type, ...place, url: requiredText(value, 'url') }];
  if (type === 'custom_emoji')
    return [{ type, ...place, custom_emoji_id: requiredText(value, 'custom_emoji_id') }];
  if (type === 'text_mention') {
    const id = requiredInteger(requiredObject(value, 'user'), 'id');
    return [{ type, ...place, user: { id, is_bot: false, first_name: '' } }];
  }
  throw new FieldError('Unsupported type specified');
};

/** Entities that came beside the text. What is no list of JSON counts as none. */
const parseEntities = (argument: string): MessageEntity[] => {
  let list: unknown;
  try {
    list = JSON.parse(argument || '[]');
  } catch {
    return [];
  }
  if (!Array.isArray(list)) return [];
  return withPrefix("Can't parse MessageEntity: ", () => list.flatMap(toEntity));
};

const parseMarked = (source: string, mode: string, entities: string): MarkedText => {
  if (Buffer.byteLength(source) > maxSourceBytes) throw badRequest('Text is too long');
  const name = mode.toLowerCase();
  if (name === '' || name === 'none' || source === '')
    return { text: source, entities: parseEntities(entities) };
  const parse = Object.hasOwn(parsers, name) ? parsers[name as keyof typeof parsers] : undefined;
  if (!parse) throw badRequest('Unsupported parse_mode');
  try {
    return parse(source);
  } catch (error) {
    throw error instanceof MarkupError ? badRequest(`Can't parse entities: ${error.message}`) : error;
  }
};

const dropped = /[\r\u2028-\u202e]|\u0333|\u033f|\u030a/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these become blanks
const blanked = /[\u0000-\u0009\u000b\u000c\u000e-\u001f]/g;

/** Takes out what Telegram takes out; entities move with the text they cover. */
const clean = ({ text, entities }: MarkedText): MarkedText => {
  if (!dropped.test(text)) return { text: text.replace(blanked, ' '), entities };
  const newIndex: number[] = [];
  let kept = '';
  for (const character of text.split('')) {
    newIndex.push(kept.length);
    if (!dropped.test(character)) kept += character;
  }
  newIndex.push(kept.length);
  const moved = (index: number) => newIndex[Math.min(Math.max(index, 0), text.length)] ?? kept.length;
  return {
    text: kept.replace(blanked, ' '),
    entities: entities.map((entity) => {
      const offset = moved(entity.offset);
      return { ...entity, offset, length: moved(entity.offset + entity.length) - offset };
    }),
  };
};

/** Blanks at the end go; at the beginning only those before the first entity. */
const trim = ({ text, entities }: MarkedText): MarkedText => {
  const ended = text.trimEnd();
  const inside = entities
    .map((entity) => ({ ...entity, length: Math.min(entity.length, ended.length - entity.offset) }))
    .filter(({ offset, length }) => length > 0 && ended.slice(offset, offset + length).trim() !== '');
  const firstEntity = Math.min(...inside.map(({ offset }) => offset), ended.length);
  const leading = Math.min(/^[ \n]*/.exec(ended)?.[0].length ?? 0, firstEntity);
  return {
    text: ended.slice(leading),
    entities: inside.map((entity) => ({ ...entity, offset: entity.offset - leading })),
  };
};

/**
 * Text as Telegram keeps it: markup or given entities read, invisible characters taken out, trimmed, and links, commands
 * and the like found. Empty text comes back empty: whether that is allowed the caller knows.
 *
 * @throws BotApiError 400
 */
export const readFormattedText = (
  args: CallArguments,
  names: { text: string; entities: string },
): MarkedText => readMarkedText(args.text(names.text), args.text('parse_mode'), args.text(names.entities));

/** The same for text that is not an argument of its own. @throws BotApiError 400 */
export const readMarkedText = (source: string, mode: string, entitiesJson: string): MarkedText => {
  const { text, entities } = trim(clean(parseMarked(source, mode, entitiesJson)));
  return { text, entities: findTextEntities(text, sortEntities(entities)) };
};

/** Telegram counts characters, not UTF-16 code units. */
export const lengthOf = (text: string): number => [...text].length;
