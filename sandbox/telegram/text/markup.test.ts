import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MarkupError } from './marked-text.ts';
import { parseHtml } from './parse-html.ts';
import { parseMarkdown } from './parse-markdown.ts';
import { parseMarkdownV2 } from './parse-markdown-v2.ts';
import { toHtml } from './to-html.ts';

const bold = (offset: number, length: number) => ({ type: 'bold', offset, length });

describe('HTML', () => {
  it.each([
    ['<b>a</b><i>b</i><u>c</u><s>d</s>', 'abcd', ['bold', 'italic', 'underline', 'strikethrough']],
    [
      '<strong>a</strong><EM>b</EM><ins>c</ins><del>d</del><strike>e</strike>',
      'abcde',
      ['bold', 'italic', 'underline', 'strikethrough', 'strikethrough'],
    ],
    ['<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>', 'ab', ['spoiler', 'spoiler']],
    [
      '<blockquote>a</blockquote><blockquote expandable>b</blockquote>',
      'ab',
      ['blockquote', 'expandable_blockquote'],
    ],
    ['<code>a</code><pre>b</pre>', 'ab', ['code', 'pre']],
    ['<b></b>x', 'x', []],
  ])('reads %s', (source, text, types) => {
    const parsed = parseHtml(source);
    expect(parsed.text).toBe(text);
    expect(parsed.entities.map(({ type }) => type)).toEqual(types);
  });

  it('counts in UTF-16 code units', () => {
    expect(parseHtml('🏔️ <b>Zoë</b> שלום')).toEqual({ text: '🏔️ Zoë שלום', entities: [bold(4, 3)] });
  });

  it('reads character references, and leaves other ampersands alone', () => {
    expect(parseHtml('&lt;b&gt; &amp;amp; &quot; &#39;&#x1F600; &nbsp; & &lt').text).toBe(
      `<b> &amp; " '😀 &nbsp; & <`,
    );
  });

  it('makes code of a language one entity', () => {
    const code = [{ type: 'pre', offset: 0, length: 1, language: 'ts' }];
    expect(parseHtml('<pre><code class="language-ts">x</code></pre>').entities).toEqual(code);
    expect(parseHtml('<code class="language-ts"><pre>x</pre></code>').entities).toEqual(code);
    expect(parseHtml('<code class="language-ts">x</code>').entities).toEqual([
      { type: 'code', offset: 0, length: 1 },
    ]);
  });

  it('keeps a link, makes a user of tg://user, and drops a link to nowhere', () => {
    expect(parseHtml('<a href="https://t.me?a=1&amp;b=2">x</a>').entities).toEqual([
      { type: 'text_link', offset: 0, length: 1, url: 'https://t.me/?a=1&b=2' },
    ]);
    expect(parseHtml('<a href="tg://user?id=42">x</a>').entities).toMatchObject([
      { type: 'text_mention', user: { id: 42 } },
    ]);
    expect(parseHtml('<a href="nowhere">x</a>')).toEqual({ text: 'x', entities: [] });
    expect(parseHtml('<a>https://t.me</a>').entities).toMatchObject([
      { type: 'text_link', url: 'https://t.me/' },
    ]);
  });

  it('sorts nested entities outermost first', () => {
    expect(parseHtml('<b>a<i>b</i></b>').entities).toEqual([
      bold(0, 2),
      { type: 'italic', offset: 1, length: 1 },
    ]);
  });

  it.each([
    ['a<', 'Unclosed start tag at byte offset 1'],
    ['<b', 'Unclosed start tag at byte offset 0'],
    ['жж<p>x</p>', 'Unsupported start tag "p" at byte offset 4'],
    ['<br/>', 'Unsupported start tag "br/" at byte offset 0'],
    ['1 < 2', 'Unsupported start tag "" at byte offset 2'],
    ['1 < 2 > 1', 'Unsupported start tag "" at byte offset 2'],
    ['<span>x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
    ['<a href>', 'Can\'t find end tag corresponding to start tag "a"'],
    ['<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'],
    ['<a href=', 'Unclosed start tag "a" at byte offset 0'],
    ['<a href="x', 'Unclosed start tag at byte offset 0'],
    ['<a href=x/y>z</a>', 'Unexpected end of name token at byte offset 8'],
    ['x</b>', 'Unexpected end tag at byte offset 1'],
    ['<b>x</b', 'Unclosed end tag at byte offset 4'],
    ['<b>x</i>', 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'],
    ['<b>x<i>y</b></i>', 'Unmatched end tag at byte offset 8, expected "</i>", found "</b>"'],
    ['<b>x', 'Can\'t find end tag corresponding to start tag "b"'],
    ['<tg-emoji emoji-id="x">a</tg-emoji>', 'Invalid custom emoji identifier specified'],
  ])('refuses %s', (source, words) => {
    expect(() => parseHtml(source)).toThrow(new MarkupError(words));
  });
});

describe('MarkdownV2', () => {
  it.each([
    ['*a*_b_~c~||d||', 'abcd', ['bold', 'italic', 'strikethrough', 'spoiler']],
    ['__a__', 'a', ['underline']],
    ['`a`', 'a', ['code']],
    ['```ts\nlet x = 1;\n```', 'let x = 1;\n', ['pre']],
    ['[a](https://t.me)', 'a', ['text_link']],
    ['![🎁](tg://emoji?id=5368324170671202286)', '🎁', ['custom_emoji']],
    ['>a\n>b\nc', 'a\nb\nc', ['blockquote']],
    ['>a||', 'a', ['expandable_blockquote']],
    ['a\\.b\\-c', 'a.b-c', []],
    ['*a _b_*', 'a b', ['bold', 'italic']],
  ])('reads %j', (source, text, types) => {
    const parsed = parseMarkdownV2(source);
    expect(parsed.text).toBe(text);
    expect(parsed.entities.map(({ type }) => type)).toEqual(types);
  });

  it.each([
    ...[...'.-!()>#+={}|]'].map((character) => [
      `a${character}`,
      `Character '${character}' is reserved and must be escaped with the preceding '\\'`,
    ]),
    ['жж*a', "Can't find end of Bold entity at byte offset 4"],
    ['_a', "Can't find end of Italic entity at byte offset 0"],
    ['__a', "Can't find end of Underline entity at byte offset 0"],
    ['~a', "Can't find end of Strikethrough entity at byte offset 0"],
    ['||a', "Can't find end of Spoiler entity at byte offset 0"],
    ['`a', "Can't find end of Code entity at byte offset 0"],
    ['```a', "Can't find end of Pre entity at byte offset 0"],
    ['[a', "Can't find end of TextUrl entity at byte offset 0"],
    ['[a](https://t.me', "Can't find end of a URL at byte offset 4"],
    ['![a]', 'The entity must contain a tg://emoji or tg://time URL'],
    ['![a](https://t.me)', 'Invalid tg://emoji or tg://time URL specified'],
    ['>*a\nb*', "Can't find end of Bold entity at byte offset 1"],
  ])('refuses %j', (source, words) => {
    expect(() => parseMarkdownV2(source)).toThrow(new MarkupError(words));
  });
});

describe('legacy Markdown', () => {
  it('reads without nesting, and refuses what does not end', () => {
    expect(parseMarkdown('*a* _b_ `c` [d](https://t.me) e\\_f')).toMatchObject({
      text: 'a b c d e_f',
      entities: [{ type: 'bold' }, { type: 'italic' }, { type: 'code' }, { type: 'text_link' }],
    });
    expect(() => parseMarkdown('я *a')).toThrow(
      new MarkupError("Can't find end of the entity starting at byte offset 3"),
    );
  });
});

describe('what the page is given', () => {
  it('escapes every text and lets only Telegram’s tags through, also where entities cross', () => {
    expect(toHtml('<img onerror=x> & "q"')).toBe('&lt;img onerror=x&gt; &amp; &quot;q&quot;');
    const crossing = [
      { type: 'bold' as const, offset: 0, length: 3 },
      { type: 'italic' as const, offset: 2, length: 3 },
    ];
    expect(toHtml('abcde', crossing)).toBe('<b>ab<i>c</i></b>de');
  });

  it('never makes a link that runs', () => {
    expect(toHtml('x', [{ type: 'text_link', offset: 0, length: 1, url: 'javascript:alert(1)' }])).toBe('x');
    expect(
      toHtml('x', [{ type: 'text_link', offset: 0, length: 1, url: 'https://a.b/"><script>' }]),
    ).toContain('&quot;&gt;&lt;script&gt;');
  });
});

describe('whatever somebody sends', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom(
        ...[
          '<b>',
          '</b>',
          '<a href="',
          '">',
          '</a>',
          '<',
          '>',
          '&lt;',
          '&#',
          '*',
          '_',
          '__',
          '`',
          '```',
          '||',
          '[',
          '](',
          ')',
          '!',
          '\\',
          '\n>',
          '~',
        ],
      ),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    ),
    { maxLength: 24 },
  );

  it.each([
    ['HTML', parseHtml],
    ['MarkdownV2', parseMarkdownV2],
    ['Markdown', parseMarkdown],
  ])('%s is read or refused, entities stay inside the text, and the page shows it safely', (_name, parse) => {
    fc.assert(
      fc.property(pieces, (parts) => {
        let marked: ReturnType<typeof parse>;
        try {
          marked = parse(parts.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(MarkupError);
          return;
        }
        for (const { offset, length } of marked.entities) {
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(length).toBeGreaterThan(0);
          expect(offset + length).toBeLessThanOrEqual(marked.text.length);
        }
        const shown = toHtml(marked.text, marked.entities);
        const tags = shown.match(/<[^>]*>/g) ?? [];
        expect(
          tags.every((tag) => /^<\/?(b|i|u|s|code|pre|blockquote|span|a)( [a-z]+="[^"<>]*")*>$/.test(tag)),
        ).toBe(true);
      }),
      { numRuns: 2000, seed: 7 },
    );
  });
});
