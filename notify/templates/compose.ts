import type { InlineButton } from '@atlas/shared/ports';
import { type Locale, nearestLocale } from '@atlas/shared/wire';
import { type Formats, IntlMessageFormat } from 'intl-messageformat';
import { formatMoney } from './money.ts';
import { personName } from './person-name.ts';
import type { Inline, SemanticMessage } from './semantic-message.ts';
import type { Params, SummaryItem, Template, TemplateButton } from './template.ts';

/** `locale` is a BCP 47 tag; a language that Atlas does not speak falls back to one that it does. */
export type Recipient = { displayName: string; locale: string };
export type Compose = (template: Template, recipient: Recipient, params: Params) => SemanticMessage;

/** Whose clock it is goes with every time: nobody knows where the reader is. */
const styles: Partial<Formats> = {
  date: { day: { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } },
  time: {
    moment: {
      day: 'numeric',
      month: 'long',
      hour: '2-digit',
      minute: '2-digit',
      hour12: false,
      timeZone: 'UTC',
      timeZoneName: 'short',
    },
  },
};

const fill = (format: string, params: Params): string =>
  format.replace(/\{(\w+)\}/g, (_, key: string) => String(params[key]));

type Part = Inline | Inline[];

const markup = {
  b: (parts: Part[]): Inline => ({ bold: parts.flat() }),
  code: (parts: Part[]): Inline => ({ code: parts.flat() }),
};

const withMoney = (params: Params, locale: Locale): Params =>
  typeof params.totalMinor === 'number' && typeof params.currency === 'string'
    ? { ...params, total: formatMoney(params.totalMinor, params.currency, locale) }
    : params;

/** The order that a card is about, or where it leads. */
const aboutOf = (
  { kind }: Template,
  { orderNumber }: Params,
  buttons: readonly (readonly InlineButton[])[],
): string =>
  kind === 'orders' && orderNumber !== undefined
    ? String(orderNumber)
    : (buttons.flat().find((button) => 'webAppUrl' in button)?.text ?? '');

type Deps = {
  miniappUrl: string;
  /** By name, for what a summary tells (Default: none is known). */
  templateOf?: (name: string) => Template | undefined;
};

/** Fills templates in the person's language. Parsed formats are kept. */
export const createCompose = ({ miniappUrl, templateOf = () => undefined }: Deps): Compose => {
  const formats = new Map<string, IntlMessageFormat>();
  const formatOf = (template: Template, locale: Locale, key: string): IntlMessageFormat => {
    const id = `${template.name}.${locale}.${key}`;
    const format =
      formats.get(id) ?? new IntlMessageFormat(template.texts[locale][key] ?? key, locale, styles);
    formats.set(id, format);
    return format;
  };

  const addressOf = (screen: string | undefined): string => {
    if (!screen) return miniappUrl;
    const url = new URL(miniappUrl);
    url.searchParams.set('screen', screen);
    return url.href;
  };

  /** A text with what is marked in it. */
  const fillInlines = (template: Template, locale: Locale, key: string, params: Params): Inline[] => {
    const { items, ...plain } = params;
    const summary = Array.isArray(items) ? { items: tellItems(items, locale) } : {};
    const filled = formatOf(template, locale, key).format<Part>({
      ...withMoney(plain, locale),
      ...summary,
      ...markup,
    });
    return [filled].flat(2);
  };

  const tellItems = (items: readonly SummaryItem[], locale: Locale): Inline[] =>
    items.flatMap(({ template: name, params }, index) => {
      const template = templateOf(name);
      if (!template?.texts[locale].digest) return [];
      const line = fillInlines(template, locale, 'digest', params);
      return index === 0 ? line : ['\n\n', ...line];
    });

  return (template, { displayName, locale: tag }, given) => {
    const locale = nearestLocale(tag);
    const params = withMoney(given, locale);
    const plain = (key: string): string => String(formatOf(template, locale, key).format(params));
    const button = (spec: TemplateButton): InlineButton => {
      const text = plain(spec.label);
      if ('opens' in spec) return { text, webAppUrl: addressOf(spec.screen) };
      if ('copies' in spec) return { text, copyText: String(params[spec.copies]) };
      return { text, callbackData: fill(spec.answers, params) };
    };
    const { subject, sms, smsShort, card } = template.texts[locale];
    const buttons = template.buttons.map((row) => row.map(button));
    return {
      body: fillInlines(template, locale, 'body', { ...given, name: personName(displayName) }),
      subject: subject ? plain('subject') : '',
      sms: [...(sms ? [plain('sms')] : []), ...(smsShort ? [plain('smsShort')] : [])],
      card: card ? { what: plain('card'), about: aboutOf(template, params, buttons) } : null,
      code: template.isCode ? String(params.oneTimeCode) : null,
      buttons,
      protectContent: template.protectContent ?? false,
    };
  };
};
