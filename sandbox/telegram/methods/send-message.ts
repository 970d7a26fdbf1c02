import { badRequest } from '../calls/bot-api-error.ts';
import type { Call, Method } from '../calls/call.ts';
import { isObject, optionalBoolean, optionalText, withPrefix } from '../calls/json-fields.ts';
import type { MessageContent } from '../messages.ts';
import type { Sending } from '../sending.ts';
import { lengthOf, readFormattedText } from '../text/formatted-text.ts';

const maxLength = 4096;

/** `link_preview_options` is checked and kept; previews themselves would need the network. */
const readLinkPreview = ({ args }: Call): { link_preview_options?: object } => {
  const value = args.json('link_preview_options', "Can't parse link preview options JSON object");
  if (value === undefined)
    return args.flag('disable_web_page_preview') ? { link_preview_options: { is_disabled: true } } : {};
  if (!isObject(value)) throw badRequest('Object expected as link preview options');
  withPrefix('', () => {
    for (const flag of ['is_disabled', 'prefer_small_media', 'prefer_large_media', 'show_above_text']) {
      optionalBoolean(value, flag);
    }
    optionalText(value, 'url');
  });
  return Object.keys(value).length > 0 ? { link_preview_options: value } : {};
};

/** The text of a message, read but not yet measured. @throws BotApiError 400 */
export const readTextContent = (call: Call): MessageContent => {
  if (call.args.text('text') === '') throw badRequest('Message text is empty');
  const preview = readLinkPreview(call);
  const { text, entities } = readFormattedText(call.args, { text: 'text', entities: 'entities' });
  return { text, ...(entities.length > 0 ? { entities } : {}), ...preview };
};

/** 1 to 4096 characters after the markup is read. @throws BotApiError 400 */
export const checkTextContent = ({ text = '' }: MessageContent): void => {
  if (text === '') throw badRequest('Text must be non-empty');
  if (lengthOf(text) > maxLength) throw badRequest('Message is too long');
};

export const createSendMessage =
  ({ sending }: { sending: Sending }): Method =>
  (call) =>
    sending.send(call, () => readTextContent(call), checkTextContent);
