import { segmentsOf } from '@atlas/shared/sms';
import { achievementIds, locales } from '@atlas/shared/wire';
import { describe, expect, it } from 'vitest';
import { code } from '../codes/index.ts';
import { digest } from '../digest/index.ts';
import { allTemplates, sampleParams as params } from '../preview/index.ts';
import { reasons } from '../reasons.ts';
import { createRender } from '../render/index.ts';
import { totpSetup } from '../totp-setup/index.ts';
import { createCompose, type SemanticMessage, type Template } from './index.ts';

const toChannel = createRender({ miniappUrl: 'https://shop.example.org/miniapp/' });
const render = (body: SemanticMessage['body']) =>
  toChannel('telegram', {
    body,
    subject: '',
    sms: [],
    card: null,
    code: null,
    buttons: [],
    protectContent: false,
  }).text;
const compose = createCompose({
  miniappUrl: 'https://atlas.example/miniapp/',
  templateOf: (name) => reasons.find((reason) => reason.name === name),
});
const everywhere = allTemplates.flatMap((template) =>
  locales.map((locale) => [template.name, locale, template] as const),
);

const withoutOwnMarkup = (html: string) => html.replaceAll(/<\/?(b|code)>/g, '');

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
    const optional = new Set(['subject', 'sms', 'smsShort', 'digest', 'card']);
    const named = Object.keys(template.texts[locale]).filter((key) => !optional.has(key));
    expect(named.sort()).toEqual(['body', ...labels].sort());
  });

  const toContacts = everywhere.filter(
    ([, , template]) => template.isCode || ('reachesContacts' in template && template.reachesContacts),
  );

  it.each(toContacts)('%s fits one SMS in %s, and has a subject', (_, locale, template) => {
    const message = compose(template, { displayName: 'Anna', locale }, params);
    const { text } = toChannel('sms', message);
    expect(segmentsOf(text).segments).toBe(1);
    expect(text).not.toMatch(/[{}<>]|undefined/);
    expect(message.subject).toMatch(/\S/);
    const mail = toChannel('email', message);
    expect(mail.html).not.toMatch(/href|src=|undefined|\[object/);
    expect(mail.text).not.toMatch(/<|undefined|\[object/);
  });

  const byMail = everywhere.filter(([, locale, { texts }]) => 'subject' in texts[locale]);

  it.each(byMail)('%s reads in %s as a mail that loads nothing and leads nowhere', (_, locale, template) => {
    const message = compose(template, { displayName: '<i>Anna</i>', locale }, params);
    const mail = toChannel('email', message);
    expect(mail.subject).toMatch(/\S/);
    expect(mail.subject).not.toMatch(/[{}<>\n]/);
    expect(mail.html).not.toMatch(/href|src=|undefined|\[object|<i>/);
    expect(mail.text).not.toMatch(/<b>|undefined|\[object/);
  });

  const secret = new Set(['code', 'totp_setup', 'shop_owner_notice']);

  it.each(everywhere)(
    '%s has in %s what a card of WeChat has room for, if it is no secret',
    (_, locale, template) => {
      const { card } = compose(template, { displayName: 'Anna', locale }, params);
      expect(card === null).toBe(secret.has(template.name));
      if (!card) return;
      expect(card.what).toMatch(/\S/);
      expect(`${card.what}${card.about}`).not.toMatch(/[{}<>\n]|undefined/);
      expect(card.what.length).toBeLessThanOrEqual(20);
      if (template.kind === 'orders') expect(card.about).toBe('A-1042');
    },
  );

  it.each([
    ['telegram', /disappears once you have, or after 5 minutes\. Show/],
    ['whatsapp', /Then delete this message: it can’t be taken back/],
    ['wechat', /Then delete this message: it can’t be taken back/],
  ])('promise in %s no more than can be done about a key in the chat', (messenger, words) => {
    const { body } = compose(
      totpSetup,
      { displayName: 'Anna', locale: 'en' },
      { ...params, messenger, minutes: 5 },
    );
    expect(render(body)).toMatch(words);
  });

  it('can hold no link that a person wrote, in WeChat', () => {
    const { body } = compose(
      reasons.find(({ name }) => name === 'welcome') as Template,
      { displayName: '<a href="//x">A</a>', locale: 'zh' },
      {},
    );
    expect(
      toChannel('wechat', {
        body,
        subject: '',
        sms: [],
        card: null,
        code: null,
        buttons: [],
        protectContent: false,
      }).text,
    ).not.toContain('<');
  });

  const ofOrders = everywhere.filter(([, , { kind }]) => kind === 'orders');

  it.each(ofOrders)('%s names the order in %s, in the chat and in the subject', (_, locale, template) => {
    const message = compose(template, { displayName: 'Anna', locale }, params);
    expect(render(message.body)).toContain('A-1042');
    expect(message.subject).toContain('A-1042');
  });

  it('is told at most once where it speaks of money that moved', () => {
    const once = reasons.filter(({ kind, onUnknown }) => kind === 'orders' && onUnknown === 'at_most_once');
    expect(once.map(({ name }) => name).sort()).toEqual(['order_cancelled', 'order_paid', 'payment_failed']);
  });

  it('writes amounts as the language does, with the decimal places of the currency', () => {
    const paid = reasons.find(({ name }) => name === 'order_paid') as Template;
    const bodyOf = (locale: string, currency: string) =>
      render(compose(paid, { displayName: 'A', locale }, { ...params, currency }).body);
    expect(bodyOf('en', 'EUR')).toContain('€1,299.00');
    expect(bodyOf('ru', 'RUB')).toContain('1\u00a0299,00\u00a0₽');
    expect(bodyOf('zh', 'JPY')).toContain('JP¥129,900');
    expect(bodyOf('en', 'KWD')).toContain('KWD\u00a0129.900');
    expect(bodyOf('en', 'points')).toContain('129900 points');
  });

  it('falls back to the nearest language that is spoken', () => {
    const paid = reasons.find(({ name }) => name === 'order_paid') as Template;
    const bodyIn = (locale: string) => render(compose(paid, { displayName: 'A', locale }, params).body);
    expect(bodyIn('zh-Hant-TW')).toBe(bodyIn('zh'));
    expect(bodyIn('pt-BR')).toBe(bodyIn('en'));
  });

  it.each(locales)('tells a summary line by line in %s', (locale) => {
    const { body, subject } = compose(digest, { displayName: 'A', locale }, params);
    expect(render(body)).toMatch(/^<b>.+<\/b>\n\n🏅 <b>.+<\/b>\n.+\n\n🏅 <b>.+<\/b>\n.+$/);
    expect(subject).toMatch(/2/);
  });

  it.each(locales)('has a word for every achievement in %s, and one for those to come', (locale) => {
    const granted = reasons.find(({ name }) => name === 'achievement_granted') as Template;
    const bodyOf = (achievement: string) =>
      render(compose(granted, { displayName: 'A', locale }, { achievement }).body);
    const known = [...achievementIds, 'of_tomorrow'].map(bodyOf);
    expect(new Set(known).size).toBe(achievementIds.length + 1);
    for (const text of known) expect(text).toMatch(/^🏅 <b>.+<\/b>\n\n.+/);
  });

  it.each(locales)('binds a code to our own site in %s as long as both fit one SMS', (locale) => {
    const message = compose(code, { displayName: '', locale }, params);
    expect(toChannel('sms', message).text.split('\n').at(-1)).toBe('@shop.example.org #730461');
    const elsewhere = createRender({ miniappUrl: `https://${'sub.'.repeat(40)}example.org/miniapp/` });
    const { text: long } = elsewhere('sms', message);
    expect(segmentsOf(long).segments).toBe(1);
    expect(long).toContain('730461');
  });

  it('opens the app where the message leads to', () => {
    const opened = (name: string) => {
      const template = reasons.find((reason) => reason.name === name) as Template;
      return compose(template, { displayName: 'A', locale: 'en' }, params).buttons.flat().at(-1);
    };
    const home = opened('welcome') as { webAppUrl: string };
    expect(opened('shop_link_reminder')).toMatchObject({ webAppUrl: `${home.webAppUrl}?screen=link` });
    expect(opened('sessions_revoked')).toMatchObject({ webAppUrl: `${home.webAppUrl}?screen=devices` });
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
