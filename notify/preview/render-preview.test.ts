import { locales } from '@atlas/shared/wire';
import { describe, expect, it } from 'vitest';
import { renderPreview } from './render-preview.ts';
import { allTemplates } from './samples.ts';

describe('the preview of all templates', () => {
  const page = renderPreview();

  it('shows every template in every language', () => {
    for (const { name } of allTemplates) {
      const article = page.split(`<article aria-labelledby="${name}">`)[1]?.split('</article>')[0] ?? '';
      for (const locale of locales)
        expect([name, article]).toEqual([name, expect.stringContaining(`lang="${locale}"`)]);
    }
  });

  it('shows it as each messenger does, with what WeChat has for later', () => {
    const welcome = page.split('<article aria-labelledby="welcome">')[1]?.split('</article>')[0] ?? '';
    for (const shown of [
      'Telegram · English',
      'WhatsApp · English',
      'WeChat · 中文',
      '【1】打开应用',
      '注册成功\n打开应用',
    ])
      expect(welcome).toContain(shown);
  });

  it('loads nothing, runs nothing, and leaves nothing unfilled', () => {
    expect(page).not.toMatch(/<script|<link|<img|url\(|src="|undefined|\[object|\{\w+\}/);
    expect(page.match(/<iframe sandbox /g)?.length).toBe(page.match(/<iframe/g)?.length);
  });

  it('counts the segments of texts, and none has two', () => {
    expect(page).toContain('1 segment, GSM-7');
    expect(page).not.toContain('facts many');
  });
});
