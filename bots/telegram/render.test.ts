import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLocalise, replyTo, turnOf } from '../dialogue/index.ts';
import { createRenderer, escapeHtml } from './render.ts';

const render = createRenderer({ localise: createLocalise(), miniappUrl: 'https://atlas.example/miniapp/' });
const greet = (name: string) =>
  render(
    replyTo(turnOf({ kind: 'command', name: 'start', argument: '' }), {
      locale: 'en',
      name,
      account: 'none',
    }),
    'en',
  );

describe('Telegram HTML', () => {
  it('has paragraphs, bold, lists and a button into the app', () => {
    const { html, keyboard } = greet('Anna');
    expect(html).toMatch(/^Hello, <b>Anna<\/b>!\n\nYour account/);
    expect(keyboard).toEqual([
      [{ text: 'Open the app', web_app: { url: 'https://atlas.example/miniapp/' } }],
    ]);
    const help = render(
      replyTo(turnOf({ kind: 'text' }), { locale: 'en', name: 'Anna', account: 'none' }),
      'en',
    );
    expect(help.html).toContain('\n\n• /start – begin\n• /app – open the app');
  });

  it('opens the app at a screen where the button names one', () => {
    const account = {
      id: '01890000-0000-7000-8000-000000000001',
      displayName: 'Anna',
      locale: 'en' as const,
      createdAt: '2026-11-21T07:00:00Z',
      identities: [],
    };
    const turn = turnOf({ kind: 'command', name: 'link', argument: '' });
    const { keyboard } = render(replyTo(turn, { locale: 'en', name: 'Anna', account }, { is: 'done' }), 'en');
    expect(keyboard).toEqual([
      [{ text: 'Link my account', web_app: { url: 'https://atlas.example/miniapp/?screen=link' } }],
      [{ text: 'Go on here', callback_data: 'do:link' }],
    ]);
  });

  it('makes an awkward name harmless', () => {
    const name = '🏔️ "Zoë" <b>&amp; <a href="https://evil.example">שָׁלוֹם</a> {x} <strong>';
    expect(greet(name).html).toContain(
      'Hello, <b>🏔️ &quot;Zoë&quot; &lt;b&gt;&amp;amp; &lt;a href=&quot;https://evil.example&quot;&gt;שָׁלוֹם&lt;/a&gt; {x} &lt;strong&gt;</b>!',
    );
  });

  it('lets no name whatever add a tag, an entity or a text of its own', () => {
    const unescaped = (html: string) =>
      html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[<>&"{}'/a-z;#]{1,40}$/)),
        (name) => {
          const { html } = greet(name);
          const shown = html.slice('Hello, <b>'.length, html.indexOf('</b>!'));
          expect(shown).not.toMatch(/[<>"]/);
          expect(unescaped(shown)).toBe(name);
          expect(html.match(/<[^>]*>/g)).toEqual(['<b>', '</b>']);
        },
      ),
      { seed: 20_261_121, numRuns: 500 },
    );
  });

  it('escapes exactly what Telegram asks for', () => {
    expect(escapeHtml(`<>&"'`)).toBe(`&lt;&gt;&amp;&quot;'`);
  });
});
