import type { InlineKeyboardButton, InlineKeyboardMarkup } from '@grammyjs/types';
import { badRequest } from './calls/bot-api-error.ts';
import type { CallArguments } from './calls/call-arguments.ts';
import {
  FieldError,
  isObject,
  type JsonFields,
  optionalArray,
  optionalBoolean,
  optionalText,
  requiredObject,
  requiredText,
  withPrefix,
} from './calls/json-fields.ts';
import { checkLink, LinkError, linkedUserId } from './text/links.ts';

/** What a message's `reply_markup` asks for. Only an inline keyboard becomes part of the message. */
export type ReplyMarkup =
  | { kind: 'inline'; markup: InlineKeyboardMarkup }
  | { kind: 'reply'; markup: JsonFields }
  | { kind: 'none' };

const maxCallbackDataBytes = 64;
const maxCopyTextLength = 256;
const maxRowButtons = 12;
const maxButtons = 300;

const styleOf = (button: JsonFields): { style?: 'danger' | 'success' | 'primary' } => {
  const style = optionalText(button, 'style').toLowerCase();
  if (style === '' || style === 'default') return {};
  if (style === 'danger' || style === 'success' || style === 'primary') return { style };
  throw new FieldError('invalid button style specified');
};

const checked = (what: string, link: string, rules: { webOnly?: boolean; secureOnly?: boolean }): string => {
  try {
    return checkLink(link, rules);
  } catch (error) {
    if (error instanceof LinkError) throw badRequest(`${what}URL '${link}' is invalid: ${error.message}`);
    throw error;
  }
};

const secureLink = (kind: string, what: string, link: string): string => {
  if (linkedUserId(link) !== undefined)
    throw badRequest(`Link to a user can't be used in ${kind} URL buttons`);
  return checked(what, link, { webOnly: true, secureOnly: true });
};

type Unchecked = { text: string; toButton: () => object };

/** First how it is written, then (`toButton`) whether it can be used: Telegram complains in that order. */
const parseInlineButton = (value: unknown): Unchecked => {
  if (!isObject(value)) throw new FieldError('InlineKeyboardButton must be an Object');
  const text = requiredText(value, 'text');
  const base = { text, ...styleOf(value) };
  const url = optionalText(value, 'url');
  if (url) return { text, toButton: () => ({ ...base, url: checked('Inline keyboard button ', url, {}) }) };
  const data = optionalText(value, 'callback_data');
  if (data) return { text, toButton: () => ({ ...base, callback_data: checkCallbackData(data) }) };
  for (const name of ['switch_inline_query', 'switch_inline_query_current_chat']) {
    if (Object.hasOwn(value, name)) {
      const query = requiredText(value, name);
      return { text, toButton: () => ({ ...base, [name]: query }) };
    }
  }
  if (Object.hasOwn(value, 'switch_inline_query_chosen_chat')) {
    const chosen = requiredObject(value, 'switch_inline_query_chosen_chat');
    return { text, toButton: () => ({ ...base, switch_inline_query_chosen_chat: chosen }) };
  }
  if (Object.hasOwn(value, 'login_url')) {
    const login = requiredObject(value, 'login_url');
    const link = requiredText(login, 'url');
    return {
      text,
      toButton: () => ({
        ...base,
        login_url: { ...login, url: secureLink('login', 'Inline keyboard button login ', link) },
      }),
    };
  }
  if (Object.hasOwn(value, 'web_app')) {
    const link = requiredText(requiredObject(value, 'web_app'), 'url');
    return {
      text,
      toButton: () => ({
        ...base,
        web_app: { url: secureLink('Web App', 'Inline keyboard button Web App ', link) },
      }),
    };
  }
  if (Object.hasOwn(value, 'copy_text')) {
    const copied = requiredText(requiredObject(value, 'copy_text'), 'text');
    return { text, toButton: () => ({ ...base, copy_text: { text: checkCopyText(copied) } }) };
  }
  if (Object.hasOwn(value, 'pay') || Object.hasOwn(value, 'callback_game')) {
    return { text, toButton: () => fail('BUTTON_TYPE_INVALID') };
  }
  throw new FieldError('Text buttons are unallowed in the inline keyboard');
};

const fail = (words: string): never => {
  throw badRequest(words);
};
const checkCallbackData = (data: string): string =>
  Buffer.byteLength(data) <= maxCallbackDataBytes ? data : fail('BUTTON_DATA_INVALID');
const checkCopyText = (text: string): string =>
  text.length >= 1 && text.length <= maxCopyTextLength ? text : fail('BUTTON_COPY_TEXT_INVALID');

const parseRows = <T>(
  rows: readonly unknown[],
  notRows: string,
  what: string,
  parse: (value: unknown) => T,
): T[][] =>
  rows.map((row) => {
    if (!Array.isArray(row)) throw new FieldError(notRows);
    return withPrefix(`Can't parse ${what}: `, () => row.map(parse));
  });

/** Buttons without words are left out, as are rows without buttons and what is too much. */
const toInlineMarkup = (rows: readonly (readonly Unchecked[])[]): ReplyMarkup => {
  let total = 0;
  const keyboard: InlineKeyboardButton[][] = [];
  for (const row of rows) {
    const buttons: InlineKeyboardButton[] = [];
    for (const { text, toButton } of row) {
      if (text === '' || buttons.length >= maxRowButtons || total >= maxButtons) continue;
      buttons.push(toButton() as InlineKeyboardButton);
      total += 1;
    }
    if (buttons.length > 0) keyboard.push(buttons);
  }
  return keyboard.length > 0 ? { kind: 'inline', markup: { inline_keyboard: keyboard } } : { kind: 'none' };
};

const parseKeyboardButton = (value: unknown): JsonFields => {
  if (typeof value === 'string') return { text: value };
  if (!isObject(value)) throw new FieldError('KeyboardButton must be a String or an Object');
  requiredText(value, 'text');
  if (Object.hasOwn(value, 'web_app')) {
    const link = requiredText(requiredObject(value, 'web_app'), 'url');
    secureLink('Web App', 'Keyboard button Web App ', link);
  }
  return value;
};

const parseMarkup = (value: unknown): ReplyMarkup => {
  if (!isObject(value)) throw new FieldError('Object expected as reply markup');
  const keyboard = parseRows(
    optionalArray(value, 'keyboard') ?? [],
    'Field "keyboard" must be an Array of Arrays',
    'keyboard button',
    parseKeyboardButton,
  );
  const inline = parseRows(
    optionalArray(value, 'inline_keyboard') ?? [],
    'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    'inline keyboard button',
    parseInlineButton,
  );
  const others = ['remove_keyboard', 'force_reply', 'selective'].map((name) => optionalBoolean(value, name));
  if (keyboard.length > 0) return { kind: 'reply', markup: { ...value, keyboard } };
  if (inline.length > 0) return toInlineMarkup(inline);
  return others[0] || others[1] ? { kind: 'reply', markup: value } : { kind: 'none' };
};

/** @throws BotApiError 400 in Telegram's words */
export const readReplyMarkup = (args: CallArguments): ReplyMarkup => {
  const value = args.json('reply_markup', "Can't parse reply keyboard markup JSON object");
  return value === undefined ? { kind: 'none' } : withPrefix('', () => parseMarkup(value));
};

/** For methods that change a message of the bot's: only an inline keyboard, or nothing. @throws BotApiError 400 */
export const readInlineMarkup = (args: CallArguments): InlineKeyboardMarkup | undefined => {
  const markup = readReplyMarkup(args);
  if (markup.kind === 'reply') throw badRequest('Inline keyboard expected');
  return markup.kind === 'inline' ? markup.markup : undefined;
};
