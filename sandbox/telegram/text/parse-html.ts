import type { MessageEntity } from '@grammyjs/types';
import { linkEntity } from './link-entity.ts';
import { byteOffset, isBlank, type MarkedText, MarkupError, sortEntities } from './marked-text.ts';

const simple: Readonly<Record<string, 'bold' | 'italic' | 'underline' | 'strikethrough' | 'spoiler'>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
};
const tags = new Set([...Object.keys(simple), 'a', 'pre', 'code', 'blockquote', 'tg-emoji', 'tg-time']);
const namedCharacters: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

type Reference = { text: string; end: number };
type OpenTag = { name: string; argument: string; unixTime: number; offset: number };

/** `&lt;`, `&#60;`, `&#x3c;`; the semicolon may be missing. Undefined: an ampersand like any other character. */
const readReference = (source: string, at: number): Reference | undefined => {
  const match = /^&(?:#x([0-9a-f]*)|#(\d*)|([a-z]*))/i.exec(source.slice(at, at + 32));
  if (!match) return undefined;
  const [whole, hex, decimal, name] = match;
  const end = at + whole.length + (source[at + whole.length] === ';' ? 1 : 0);
  if (name !== undefined) {
    const text = Object.hasOwn(namedCharacters, name) ? namedCharacters[name] : undefined;
    return text === undefined ? undefined : { text, end };
  }
  const code = hex === undefined ? Number.parseInt(decimal || '0', 10) : Number.parseInt(hex || '0', 16);
  if (code === 0 || code >= 0x10ffff || whole.length >= 10) return undefined;
  return { text: String.fromCodePoint(code), end };
};

/**
 * Reads the attributes of one start tag; `index` ends behind its `>`.
 * The walk and its complaints follow the HTML parser of Telegram's own library.
 */
const readAttributes = (source: string, start: number, begin: number, name: string) => {
  const fail = (words: string): never => {
    throw new MarkupError(words);
  };
  const place = () => `at byte offset ${byteOffset(source, begin)}`;
  const at = (index: number) => source[index] ?? '';
  const found = new Map<string, string>();
  let index = start;
  const skipBlanks = () => {
    while (isBlank(at(index))) index += 1;
  };
  const readToken = (): string => {
    const from = index;
    while (/^[a-z0-9.-]$/i.test(at(index))) index += 1;
    if (!isBlank(at(index)) && at(index) !== '>') {
      fail(`Unexpected end of name token at byte offset ${byteOffset(source, from)}`);
    }
    return source.slice(from, index).toLowerCase();
  };
  const readLiteral = (quote: string): string => {
    let value = '';
    index += 1;
    while (at(index) !== quote && at(index) !== '') {
      const reference = at(index) === '&' ? readReference(source, index) : undefined;
      value += reference ? reference.text : at(index);
      index = reference ? reference.end : index + 1;
    }
    if (at(index) === quote) index += 1;
    return value;
  };
  while (at(index) !== '>') {
    skipBlanks();
    if (at(index) === '>') break;
    const from = index;
    while (at(index) !== '' && !isBlank(at(index)) && !/^[=>/"']$/.test(at(index))) index += 1;
    const attribute = source.slice(from, index);
    if (!attribute) fail(`Empty attribute name in the tag "${name}" ${place()}`);
    skipBlanks();
    if (at(index) === '') fail(`Unclosed start tag "${name}" ${place()}`);
    if (at(index) !== '=') {
      found.set(attribute, '');
      continue;
    }
    index += 1;
    skipBlanks();
    if (at(index) === '') fail(`Unclosed start tag "${name}" ${place()}`);
    found.set(attribute, at(index) === '"' || at(index) === "'" ? readLiteral(at(index)) : readToken());
    if (at(index) === '') fail(`Unclosed start tag ${place()}`);
  }
  return { attributes: found, end: index + 1 };
};

/** The one thing that each tag's attributes can say. */
const argumentOf = (name: string, attributes: ReadonlyMap<string, string>): string => {
  const prefixed = (prefix: string) => {
    const value = attributes.get('class') ?? '';
    return value.startsWith(prefix) ? value.slice(prefix.length) : '';
  };
  if (name === 'a') return attributes.get('href') ?? '';
  if (name === 'code') return prefixed('language-');
  if (name === 'span') return prefixed('tg-');
  if (name === 'tg-emoji') return attributes.get('emoji-id') ?? '';
  if (name === 'tg-time') return attributes.get('format') ?? '';
  if (name === 'blockquote') return attributes.has('expandable') ? '1' : '';
  return '';
};

const readStartTag = (source: string, begin: number): { tag: Omit<OpenTag, 'offset'>; end: number } => {
  let index = begin + 1;
  while (index < source.length && !isBlank(source[index] ?? '') && source[index] !== '>') index += 1;
  const place = `at byte offset ${byteOffset(source, begin)}`;
  if (index >= source.length) throw new MarkupError(`Unclosed start tag ${place}`);
  const name = source.slice(begin + 1, index).toLowerCase();
  if (!tags.has(name)) throw new MarkupError(`Unsupported start tag "${name}" ${place}`);
  const { attributes, end } = readAttributes(source, index, begin, name);
  const argument = argumentOf(name, attributes);
  if (name === 'span' && argument !== 'spoiler') {
    throw new MarkupError(`Tag "span" must have class "tg-spoiler" ${place}`);
  }
  return { tag: { name, argument, unixTime: Number.parseInt(attributes.get('unix') ?? '0', 10) || 0 }, end };
};

const readEndTag = (
  source: string,
  begin: number,
  open: OpenTag | undefined,
): { tag: OpenTag; end: number } => {
  const place = `at byte offset ${byteOffset(source, begin)}`;
  if (!open) throw new MarkupError(`Unexpected end tag ${place}`);
  const match = /^<\/([^\s>]*)\s*(>?)/.exec(source.slice(begin));
  if (!match?.[2]) throw new MarkupError(`Unclosed end tag ${place}`);
  const name = match[1]?.toLowerCase() ?? '';
  if (name && name !== open.name) {
    throw new MarkupError(`Unmatched end tag ${place}, expected "</${open.name}>", found "</${name}>"`);
  }
  return { tag: open, end: begin + match[0].length };
};

type Place = { offset: number; length: number };
const isSamePlace = (entity: MessageEntity | undefined, { offset, length }: Place): entity is MessageEntity =>
  entity?.offset === offset && entity.length === length;

/** `<pre><code class="language-x">` and the other way round are one entity: code of a language. */
const addCode = (
  entities: MessageEntity[],
  languages: Map<MessageEntity, string>,
  tag: OpenTag,
  place: Place,
): void => {
  const last = entities.at(-1);
  const twin = tag.name === 'pre' ? 'code' : 'pre';
  const language = tag.name === 'pre' ? last && languages.get(last) : tag.argument;
  if (isSamePlace(last, place) && last.type === twin && language) {
    entities[entities.length - 1] = { type: 'pre', ...place, language };
    return;
  }
  const entity: MessageEntity = { type: tag.name === 'pre' ? 'pre' : 'code', ...place };
  if (tag.name === 'code') languages.set(entity, tag.argument);
  entities.push(entity);
};

const addEntity = (marked: MarkedText, languages: Map<MessageEntity, string>, tag: OpenTag): void => {
  const { entities, text } = marked;
  const place = { offset: tag.offset, length: text.length - tag.offset };
  const type = simple[tag.name];
  if (type) entities.push({ type, ...place });
  else if (tag.name === 'a') entities.push(...linkEntity(tag.argument || text.slice(tag.offset), place));
  else if (tag.name === 'blockquote')
    entities.push({ type: tag.argument ? 'expandable_blockquote' : 'blockquote', ...place });
  else if (tag.name === 'tg-emoji') {
    if (!/^-?\d{1,19}$/.test(tag.argument) || /^-?0+$/.test(tag.argument)) {
      throw new MarkupError('Invalid custom emoji identifier specified');
    }
    entities.push({ type: 'custom_emoji', ...place, custom_emoji_id: tag.argument });
  } else if (tag.name === 'pre' || tag.name === 'code') addCode(entities, languages, tag, place);
};

/**
 * `parse_mode: HTML`, as strictly as Telegram: the same tags, the same refusals in the same words.
 * @throws MarkupError
 */
export const parseHtml = (source: string): MarkedText => {
  const marked: MarkedText = { text: '', entities: [] };
  const languages = new Map<MessageEntity, string>();
  const open: OpenTag[] = [];
  let index = 0;
  while (index < source.length) {
    const character = source[index] ?? '';
    const reference = character === '&' ? readReference(source, index) : undefined;
    if (reference) {
      marked.text += reference.text;
      index = reference.end;
    } else if (character !== '<') {
      marked.text += character;
      index += 1;
    } else if (source[index + 1] !== '/') {
      const { tag, end } = readStartTag(source, index);
      open.push({ ...tag, offset: marked.text.length });
      index = end;
    } else {
      const { tag, end } = readEndTag(source, index, open.at(-1));
      if (marked.text.length > tag.offset) addEntity(marked, languages, tag);
      open.pop();
      index = end;
    }
  }
  const unclosed = open.at(-1);
  if (unclosed) throw new MarkupError(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
  if (!marked.text.isWellFormed()) {
    throw new MarkupError(
      'Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units',
    );
  }
  sortEntities(marked.entities);
  return marked;
};
