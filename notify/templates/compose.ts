import type { InlineButton } from '@atlas/shared/ports';
import type { Locale } from '@atlas/shared/wire';
import { type Formats, IntlMessageFormat } from 'intl-messageformat';
import { personName } from './person-name.ts';
import type { Inline, SemanticMessage } from './semantic-message.ts';
import type { Params, Template, TemplateButton } from './template.ts';

export type Recipient = { displayName: string; locale: Locale };
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

/** Fills templates in the person's language. Parsed formats are kept. */
export const createCompose = ({ miniappUrl }: { miniappUrl: string }): Compose => {
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

  return (template, { displayName, locale }, params) => {
    const plain = (key: string): string => String(formatOf(template, locale, key).format(params));
    const filled = formatOf(template, locale, 'body').format<Inline>({
      ...params,
      name: personName(displayName),
      b: (chunks: Inline[]): Inline => ({ bold: chunks }),
      code: (chunks: Inline[]): Inline => ({ code: chunks }),
    });
    const button = (spec: TemplateButton): InlineButton => {
      const text = plain(spec.label);
      if ('opens' in spec) return { text, webAppUrl: addressOf(spec.screen) };
      if ('copies' in spec) return { text, copyText: String(params[spec.copies]) };
      return { text, callbackData: fill(spec.answers, params) };
    };
    const { subject, sms, smsShort } = template.texts[locale];
    return {
      body: Array.isArray(filled) ? filled : [filled],
      subject: subject ? plain('subject') : '',
      sms: [...(sms ? [plain('sms')] : []), ...(smsShort ? [plain('smsShort')] : [])],
      code: template.isCode ? String(params.oneTimeCode) : null,
      buttons: template.buttons.map((row) => row.map(button)),
      protectContent: template.protectContent ?? false,
    };
  };
};
