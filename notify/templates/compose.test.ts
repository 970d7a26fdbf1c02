import { locales } from '@atlas/shared/wire';
import { describe, expect, it } from 'vitest';
import { reasons } from '../reasons.ts';
import { rendererOf } from '../render/index.ts';
import { createCompose } from './index.ts';

const compose = createCompose({ miniappUrl: 'https://atlas.example/miniapp/' });
const render = rendererOf('telegram');
const params = { confirmationId: '01890a5d-ac96-774b-bcce-b302099a8057', minutes: 5, count: 2 };
const everywhere = reasons.flatMap((template) =>
  locales.map((locale) => [template.name, locale, template] as const),
);

const withoutOwnMarkup = (html: string) => html.replaceAll('<b>', '').replaceAll('</b>', '');

describe('templates', () => {
  it.each(everywhere)('%s says something in %s, whatever the name', (_, locale, template) => {
    const awkward = '<b>&amp;{count}👩‍👩‍👧‍👧 \u202Eevil\n\u2029</b><a href="tg://x">\u0000\'{name}';
    const message = compose(template, { displayName: awkward, locale }, params);
    const html = render(message.body);

    expect(withoutOwnMarkup(html)).not.toMatch(/[<>\u202e\0\u2029]/);
    expect(html.match(/<b>/g)?.length ?? 0).toBe(html.match(/<\/b>/g)?.length ?? 0);
    expect(html).not.toMatch(/undefined|\[object/);
    // What is sent differs from a plain name's by the name alone.
    const plain = render(compose(template, { displayName: 'Anna', locale }, params).body);
    expect(html.replace(/\u2068.*\u2069/s, '')).toBe(plain.replace(/\u2068.*\u2069/s, ''));
    if (plain.includes('Anna')) expect(html).toContain('&lt;b&gt;&amp;amp;{count}👩‍👩‍👧‍👧 evil');
    for (const button of message.buttons.flat()) {
      expect(button.text).toMatch(/\S/);
      expect(button.text).not.toMatch(/[{}]/);
      if ('callbackData' in button) expect(Buffer.byteLength(button.callbackData)).toBeLessThanOrEqual(64);
    }
  });

  it.each(everywhere)('%s has the texts in %s that its buttons name', (_, locale, template) => {
    const labels = template.buttons.flat().map(({ label }) => label);
    expect(Object.keys(template.texts[locale]).sort()).toEqual(['body', ...labels].sort());
  });

  it('counts as the language does', () => {
    const template = reasons.find(({ name }) => name === 'sessions_revoked') as (typeof reasons)[number];
    const inRussian = (count: number) =>
      render(compose(template, { displayName: 'A', locale: 'ru' }, { count }).body);
    expect(inRussian(1)).toContain('завершён 1 сеанс.');
    expect(inRussian(3)).toContain('завершены 3 сеанса.');
    expect(inRussian(11)).toContain('завершено 11 сеансов.');
  });

  it('cuts a name that would fill the screen, between whole signs', () => {
    const template = reasons.find(({ name }) => name === 'welcome') as (typeof reasons)[number];
    const long = render(compose(template, { displayName: '👩‍🚀'.repeat(80), locale: 'en' }, {}).body);
    expect(long.match(/👩‍🚀/gu)).toHaveLength(64);
    const zalgo = render(
      compose(template, { displayName: `a${'\u0301'.repeat(5000)}`, locale: 'en' }, {}).body,
    );
    expect(zalgo.length).toBeLessThan(500);
    expect(render(compose(template, { displayName: '\u202e \n', locale: 'en' }, {}).body)).toContain('👤');
  });
});
