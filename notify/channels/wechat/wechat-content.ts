import type { ChannelMessage, InlineButton } from '@atlas/shared/ports';
import type { Locale } from '@atlas/shared/wire';

/** Of a customer service text, in UTF-8. [Customer service messages] */
const maxBytes = 2048;

const howToAnswer: Readonly<Record<Locale, string>> = {
  en: 'Answer with a number:',
  ru: 'Ответьте номером:',
  zh: '请回复数字：',
};

/** Cuts between what people see as characters. */
const cut = (text: string, fits: (text: string) => boolean): string => {
  if (fits(text)) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (!fits(`${kept}${segment}…`)) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
};

const screenIn = (address: string): string | null => new URL(address).searchParams.get('screen');

/** A page of ours can't be opened from here as who one is: the bot answers this choice with a link that can. */
const openChoice = (address: string): string => {
  const screen = screenIn(address);
  return screen ? `open:${screen}` : 'open';
};

/**
 * The page of the mini program that a card opens: the shell's, which opens the web app at the screen that the message is
 * about, as `start`. [Subscribe messages, page]
 */
export const cardPageOf = ({ buttons = [] }: Pick<ChannelMessage, 'buttons'>, page: string): string => {
  const opening = buttons.flat().find((button) => 'webAppUrl' in button);
  const start = opening && screenIn(opening.webAppUrl);
  return start ? `${page}?start=${encodeURIComponent(start)}` : page;
};

export type Choice = { choice: string; label: string };

/** What a message asks for, in the order of its buttons. */
export const choicesOf = ({ buttons = [] }: Pick<ChannelMessage, 'buttons'>): Choice[] =>
  buttons.flat().flatMap((button: InlineButton): Choice[] => {
    if ('callbackData' in button) return [{ choice: button.callbackData, label: button.text }];
    return 'webAppUrl' in button ? [{ choice: openChoice(button.webAppUrl), label: button.text }] : [];
  });

const linksOf = ({ buttons = [] }: Pick<ChannelMessage, 'buttons'>): string[] =>
  buttons
    .flat()
    .flatMap((button) =>
      'url' in button
        ? [`<a href="${new URL(button.url).href}">${button.text.replaceAll('<', '＜')}</a>`]
        : [],
    );

/** One text: what is said, links, and choices with the numbers to answer with. The words give way where all has no room. */
export const asText = (
  message: Pick<ChannelMessage, 'text' | 'buttons' | 'locale'>,
  firstNumber: number,
): string => {
  const labels = choicesOf(message).map(
    ({ label }, n) => `【${firstNumber + n}】${label.replaceAll('<', '＜')}`,
  );
  const asked = labels.length > 0 ? [howToAnswer[message.locale ?? 'zh'], ...labels].join('\n') : '';
  const rest = [...linksOf(message), ...(asked ? [asked] : [])].map((part) => `\n\n${part}`).join('');
  const said = cut(message.text, (text) => Buffer.byteLength(text) + Buffer.byteLength(rest) <= maxBytes);
  return said + rest;
};

const fieldForm = /^(thing|character_string)\d{1,2}$/;
export const isCardField = (field: string): boolean => fieldForm.test(field);

/** What a value may be, by what its field's name begins with. [Subscribe messages, parameter values] */
const fitting: Readonly<Record<string, (value: string) => string>> = {
  // A value holds one line; WeChat counts what JavaScript counts.
  thing: (value) => cut(value.replace(/\s+/g, ' ').trim(), (text) => text.length <= 20),
  character_string: (value) => value.replace(/[^ -~]/g, '').slice(0, 32),
};
const fit = (field: string, value: string): string =>
  fitting[fieldForm.exec(field)?.[1] ?? '']?.(value) || 'Atlas';

/** Values of a subscribe message: what happened in the template's first field, what it is about in the second. */
export const asCardData = (
  { what, about }: { what: string; about: string },
  fields: readonly string[],
): Record<string, { value: string }> =>
  Object.fromEntries(fields.map((field, n) => [field, { value: fit(field, n === 0 ? what : about) }]));
