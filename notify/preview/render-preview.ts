import type { InlineButton } from '@atlas/shared/ports';
import { segmentsOf } from '@atlas/shared/sms';
import { type Locale, locales, notificationKinds } from '@atlas/shared/wire';
import { asCardData, asWechatText } from '../channels/index.ts';
import { createRender } from '../render/index.ts';
import { canSay, createCompose, type SemanticMessage, type Template } from '../templates/index.ts';
import { pageStyle } from './page-style.ts';
import { allTemplates, sampleParams } from './samples.ts';

const miniappUrl = 'https://shop.example/miniapp/';
const names: Readonly<Record<Locale, string>> = { en: 'English', ru: 'Русский', zh: '中文' };
const samples: Readonly<Record<Locale, string>> = { en: 'Anna', ru: 'Анна', zh: '安娜' };

const compose = createCompose({
  miniappUrl,
  templateOf: (name) => allTemplates.find((template) => template.name === name),
});
const render = createRender({ miniappUrl });

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Codes and notices to what the shop has on file never come into the chat. */
const comesByChat = ({ isCode, name }: Template): boolean => !isCode && name !== 'shop_owner_notice';

const keysOf = (row: readonly InlineButton[]): string =>
  `<div class="keys">${row.map(({ text }) => `<span>${escapeHtml(text)}</span>`).join('')}</div>`;

const inChat = (message: SemanticMessage): string =>
  `<div class="chat"><div class="bubble">${render('telegram', message).text}</div>${message.buttons.map(keysOf).join('')}</div>`;

type Shown = { title: string; locale: Locale };

/** WhatsApp's marks stand as they are sent; its client shows them as bold and code. */
const inWhatsapp = (message: SemanticMessage): string =>
  `<div class="chat"><div class="bubble">${escapeHtml(render('whatsapp', message).text)}</div>${message.buttons.map(keysOf).join('')}</div>`;

/** The message with its numbered choices, and the card it is once no words of our own are allowed. */
const inWechat = (message: SemanticMessage, { locale }: Shown): string => {
  const { text, card } = render('wechat', message);
  const shown = asWechatText({ text, buttons: message.buttons, locale }, 1);
  const bubble = `<div class="chat"><div class="bubble">${escapeHtml(shown)}</div></div>`;
  if (!card) return bubble;
  const rows = Object.values(asCardData(card, ['thing1', 'thing2'])).map(({ value }) => escapeHtml(value));
  return `${bubble}<p class="facts">As a subscribe message:</p><div class="text">${rows.join('\n')}</div>`;
};

const asText = (message: SemanticMessage): string => {
  const { text } = render('sms', message);
  const { segments, encoding } = segmentsOf(text);
  const count = `${segments} ${segments === 1 ? 'segment' : 'segments'}, ${encoding}, ${text.length} characters`;
  return `<div class="text">${escapeHtml(text)}</div><p class="facts${segments > 1 ? ' many' : ''}">${count}</p>`;
};

const asMail = (message: SemanticMessage, { title }: Shown): string => {
  const { subject = '', html = '' } = render('email', message);
  // Sandboxed to nothing: it is a picture of a mail.
  return `<p class="subject">${escapeHtml(subject)}</p><iframe sandbox loading="lazy" title="${escapeHtml(title)}" srcdoc="${escapeHtml(html)}"></iframe>`;
};

const channelsOf = (template: Template) =>
  [
    { name: 'Telegram', isUsed: comesByChat(template), show: inChat },
    { name: 'WhatsApp', isUsed: comesByChat(template), show: inWhatsapp },
    { name: 'WeChat', isUsed: comesByChat(template), show: inWechat },
    { name: 'SMS', isUsed: canSay(template, 'sms'), show: asText },
    { name: 'E-mail', isUsed: canSay(template, 'email'), show: asMail },
  ].filter(({ isUsed }) => isUsed);

const units = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
] as const;

/** In the largest unit that it is a whole number of, and more than one. */
const lifetime = (ttlSeconds: number): string => {
  const { unit, seconds } =
    units.find((each) => ttlSeconds > each.seconds && ttlSeconds % each.seconds === 0) ?? units[2];
  return new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay: 'long' }).format(
    ttlSeconds / seconds,
  );
};

const showTemplate = (template: Template): string => {
  const { name, ttlSeconds, onUnknown } = template;
  const messages = locales.map((locale) => ({
    locale,
    message: compose(template, { displayName: samples[locale], locale }, sampleParams),
  }));
  const rows = channelsOf(template).map(({ name: channel, show }) => {
    const cells = messages.map(
      ({ locale, message }) =>
        `<section lang="${locale}"><h4 lang="en">${channel} · ${names[locale]}</h4>${show(message, { title: `${name}, ${names[locale]}`, locale })}</section>`,
    );
    return `<div class="row">${cells.join('')}</div>`;
  });
  const facts = `${onUnknown.replaceAll('_', ' ')}, good for ${lifetime(ttlSeconds)}`;
  return `<article aria-labelledby="${name}"><h3 id="${name}">${name}</h3><p class="facts">${facts}</p>${rows.join('')}</article>`;
};

/** One page with everything Atlas writes, in every channel and language. It loads nothing from anywhere. */
export const renderPreview = (): string => {
  const kinds = notificationKinds.map((kind) => ({
    kind,
    templates: allTemplates.filter((template) => template.kind === kind),
  }));
  const links = kinds.map(({ kind }) => `<li><a href="#kind-${kind}">${kind}</a></li>`).join('');
  const parts = kinds.map(
    ({ kind, templates }) =>
      `<section aria-labelledby="kind-${kind}"><h2 id="kind-${kind}" tabindex="-1">${kind}</h2>${templates.map(showTemplate).join('')}</section>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>What Atlas writes</title><style>${pageStyle}</style></head>
<body><header><h1>What Atlas writes</h1><p class="facts">${allTemplates.length} templates in ${locales.length} languages, filled with samples.</p><nav aria-label="Kinds"><ul>${links}</ul></nav></header>
<main>${parts.join('\n')}</main></body></html>
`;
};
