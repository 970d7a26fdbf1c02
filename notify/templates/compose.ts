import type { InlineButton } from '@atlas/shared/ports';
import type { Locale } from '@atlas/shared/wire';
import { IntlMessageFormat } from 'intl-messageformat';
import { personName } from './person-name.ts';
import type { Inline, SemanticMessage } from './semantic-message.ts';
import type { Params, Template, TemplateButton } from './template.ts';

export type Recipient = { displayName: string; locale: Locale };
export type Compose = (template: Template, recipient: Recipient, params: Params) => SemanticMessage;

const fill = (format: string, params: Params): string =>
  format.replace(/\{(\w+)\}/g, (_, key: string) => String(params[key]));

/** Fills templates in the person's language. Parsed formats are kept. */
export const createCompose = ({ miniappUrl }: { miniappUrl: string }): Compose => {
  const formats = new Map<string, IntlMessageFormat>();
  const formatOf = (template: Template, locale: Locale, key: string): IntlMessageFormat => {
    const id = `${template.name}.${locale}.${key}`;
    const format = formats.get(id) ?? new IntlMessageFormat(template.texts[locale][key] ?? key, locale);
    formats.set(id, format);
    return format;
  };

  return (template, { displayName, locale }, params) => {
    const bold = (chunks: Inline[]): Inline => ({ bold: chunks });
    const filled = formatOf(template, locale, 'body').format<Inline>({
      ...params,
      name: personName(displayName),
      b: bold,
    });
    const button = (spec: TemplateButton): InlineButton => {
      const text = String(formatOf(template, locale, spec.label).format(params));
      return 'opens' in spec
        ? { text, webAppUrl: miniappUrl }
        : { text, callbackData: fill(spec.answers, params) };
    };
    return {
      body: Array.isArray(filled) ? filled : [filled],
      buttons: template.buttons.map((row) => row.map(button)),
      protectContent: template.protectContent ?? false,
    };
  };
};
