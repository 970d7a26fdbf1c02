import type { MessageEntity } from '@grammyjs/types';
import { linkEntity } from './link-entity.ts';
import { byteOffset, isBlank, type MarkedText, MarkupError, sortEntities } from './marked-text.ts';

type Kind =
  | 'Bold'
  | 'Italic'
  | 'Underline'
  | 'Strikethrough'
  | 'Spoiler'
  | 'Code'
  | 'Pre'
  | 'PreCode'
  | 'TextUrl'
  | 'CustomEmoji'
  | 'BlockQuote';

type Open = { kind: Kind; language: string; offset: number; sourceIndex: number };

const reserved = new Set('_*[]()~`>#+-=|{}.!\n');
const marks: Readonly<Partial<Record<Kind, MessageEntity['type']>>> = {
  Bold: 'bold',
  Italic: 'italic',
  Underline: 'underline',
  Strikethrough: 'strikethrough',
  Spoiler: 'spoiler',
  Code: 'code',
  Pre: 'pre',
};
const codeLike: readonly Kind[] = ['Code', 'Pre', 'PreCode'];

/** One pass over the source. The walk and its complaints follow the MarkdownV2 parser of Telegram's own library. */
class MarkdownV2Reader {
  private readonly source: string;
  private index = 0;
  private text = '';
  private readonly entities: MessageEntity[] = [];
  private readonly open: Open[] = [];
  private inQuote = false;
  private mayStartQuote = true;

  constructor(source: string) {
    this.source = source;
  }

  read(): MarkedText {
    for (; this.index < this.source.length; this.index += 1) {
      const character = this.at(0);
      if (character === '\\' && this.isEscapable(this.index + 1)) this.readEscaped();
      else if (!this.isReserved(character)) this.readPlain(character);
      else if (this.endsEntity(character)) this.closeEntity(character);
      else this.openEntity(character);
    }
    this.closeLastQuote();
    const unclosed = this.open.at(-1);
    if (unclosed) this.failUnclosed(unclosed);
    return { text: this.text, entities: sortEntities(this.entities) };
  }

  private at(ahead: number): string {
    return this.source[this.index + ahead] ?? '';
  }

  private isEscapable(index: number): boolean {
    const code = this.source.charCodeAt(index);
    return code > 0 && code <= 126;
  }

  private isReserved(character: string): boolean {
    const inner = this.open.at(-1);
    return inner && codeLike.includes(inner.kind) ? character === '`' : reserved.has(character);
  }

  private readEscaped(): void {
    this.index += 1;
    this.text += this.at(0);
    if (this.at(0) !== '\r') this.mayStartQuote = this.at(0) === '\n';
  }

  private readPlain(character: string): void {
    this.text += character;
    if (character !== '\r') this.mayStartQuote = false;
  }

  private failReserved(character: string): never {
    throw new MarkupError(`Character '${character}' is reserved and must be escaped with the preceding '\\'`);
  }

  private failUnclosed({ kind, sourceIndex }: Open): never {
    throw new MarkupError(
      `Can't find end of ${kind} entity at byte offset ${byteOffset(this.source, sourceIndex)}`,
    );
  }

  private endsEntity(character: string): boolean {
    const inner = this.open.at(-1);
    if (!inner) return false;
    if (this.inQuote && character === '\n' && this.at(1) !== '>') return true;
    switch (inner.kind) {
      case 'Bold':
        return character === '*';
      case 'Italic':
        return character === '_' && this.at(1) !== '_';
      case 'Underline':
        return character === '_' && this.at(1) === '_';
      case 'Code':
        return character === '`';
      case 'Pre':
      case 'PreCode':
        return character === '`' && this.at(1) === '`' && this.at(2) === '`';
      case 'Strikethrough':
        return character === '~';
      case 'Spoiler':
        return character === '|' && this.at(1) === '|';
      case 'TextUrl':
      case 'CustomEmoji':
        return character === ']';
      case 'BlockQuote':
        return false;
    }
  }

  private openEntity(character: string): void {
    const sourceIndex = this.index;
    const push = (kind: Kind, language = '') =>
      this.open.push({ kind, language, offset: this.text.length, sourceIndex });
    switch (character) {
      case '_':
        if (this.at(1) !== '_') return void push('Italic');
        this.index += 1;
        return void push('Underline');
      case '*':
        return void push('Bold');
      case '~':
        return void push('Strikethrough');
      case '|':
        if (this.at(1) !== '|') this.failReserved(character);
        this.index += 1;
        return void push('Spoiler');
      case '[':
        return void push('TextUrl');
      case '`': {
        if (this.at(1) !== '`' || this.at(2) !== '`') return void push('Code');
        const language = this.readFenceHead();
        return void push(language ? 'PreCode' : 'Pre', language);
      }
      case '!':
        if (this.at(1) !== '[') this.failReserved(character);
        this.index += 1;
        return void push('CustomEmoji');
      case '\n':
        this.text += '\n';
        this.mayStartQuote = true;
        return;
      case '>':
        if (!this.mayStartQuote) this.failReserved(character);
        if (this.inQuote) return;
        this.inQuote = true;
        return void push('BlockQuote');
      default:
        this.failReserved(character);
    }
  }

  /** Behind the three backticks: a language up to the first blank, and one line break that is not content. */
  private readFenceHead(): string {
    let at = this.index + 3;
    let end = at;
    while (end < this.source.length && !isBlank(this.source[end] ?? '') && this.source[end] !== '`') end += 1;
    let language = '';
    if (end !== at && end < this.source.length && this.source[end] !== '`') {
      language = this.source.slice(at, end);
      at = end;
    }
    const isBreak = (character: string | undefined) => character === '\n' || character === '\r';
    if (isBreak(this.source[at])) {
      at += isBreak(this.source[at + 1]) && this.source[at] !== this.source[at + 1] ? 2 : 1;
    }
    this.index = at - 1;
    return language;
  }

  private closeEntity(character: string): void {
    let inner = this.open.at(-1) as Open;
    let isExpandable = false;
    if (character === '\n' && inner.kind !== 'BlockQuote') {
      // `||` just before the line ends a quote that folds away; anything else was left open.
      if (inner.kind !== 'Spoiler' || !this.isAtQuoteEnd(inner)) this.failUnclosed(inner);
      this.open.pop();
      inner = this.open.at(-1) as Open;
      if (inner.kind !== 'BlockQuote') this.failUnclosed(inner);
      isExpandable = true;
    }
    const { kind, offset, language } = inner;
    const place = { offset, length: this.text.length - offset };
    const isEmpty = place.length === 0;
    if (kind === 'BlockQuote') {
      this.inQuote = false;
      this.text += character;
      this.mayStartQuote = true;
      this.entities.push({
        type: isExpandable ? 'expandable_blockquote' : 'blockquote',
        offset,
        length: place.length + 1,
      });
    } else if (kind === 'TextUrl') {
      const url = this.at(1) === '(' ? this.readUrl() : this.text.slice(offset);
      if (!isEmpty) this.entities.push(...linkEntity(url, place));
    } else if (kind === 'CustomEmoji') {
      this.closeCustomEmoji(place);
    } else {
      if (kind === 'Underline' || kind === 'Spoiler') this.index += 1;
      if (kind === 'Pre' || kind === 'PreCode') this.index += 2;
      const type = marks[kind];
      if (!isEmpty && kind === 'PreCode') this.entities.push({ type: 'pre', ...place, language });
      else if (!isEmpty && type) this.entities.push({ type, ...place } as MessageEntity);
    }
    this.open.pop();
  }

  private closeCustomEmoji(place: { offset: number; length: number }): void {
    if (this.at(1) !== '(') throw new MarkupError('The entity must contain a tg://emoji or tg://time URL');
    const url = this.readUrl();
    const id = /^tg:(?:\/\/)?emoji\/?\?id=(\d{1,19})$/.exec(url)?.[1];
    const isTime = /^tg:(?:\/\/)?time\/?\?/.test(url);
    if (!id && !isTime) throw new MarkupError('Invalid tg://emoji or tg://time URL specified');
    if (id && place.length > 0) this.entities.push({ type: 'custom_emoji', ...place, custom_emoji_id: id });
  }

  private isAtQuoteEnd({ sourceIndex }: Open): boolean {
    return sourceIndex === this.index - 2 || (sourceIndex === this.index - 3 && this.text.endsWith('\r'));
  }

  /** From `](`: the address up to `)`, with its own escapes. */
  private readUrl(): string {
    this.index += 2;
    const begin = this.index;
    let url = '';
    while (this.at(0) !== '' && this.at(0) !== ')') {
      if (this.at(0) === '\\' && this.isEscapable(this.index + 1)) this.index += 1;
      url += this.at(0);
      this.index += 1;
    }
    if (this.at(0) !== ')') {
      throw new MarkupError(`Can't find end of a URL at byte offset ${byteOffset(this.source, begin)}`);
    }
    return url;
  }

  private closeLastQuote(): void {
    if (!this.inQuote) return;
    let type: 'blockquote' | 'expandable_blockquote' = 'blockquote';
    const last = this.open.at(-1);
    if (last?.kind === 'Spoiler' && last.sourceIndex === this.source.length - 2) {
      this.open.pop();
      type = 'expandable_blockquote';
    }
    const quote = this.open.at(-1);
    if (quote?.kind !== 'BlockQuote') return;
    const { offset } = quote;
    if (this.text.length > offset) this.entities.push({ type, offset, length: this.text.length - offset });
    this.open.pop();
  }
}

/**
 * `parse_mode: MarkdownV2`, as strictly as Telegram: a reserved character that is not escaped is refused.
 * @throws MarkupError
 */
export const parseMarkdownV2 = (source: string): MarkedText => new MarkdownV2Reader(source).read();
