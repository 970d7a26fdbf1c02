import { opaqueId } from '../bot-identity.ts';
import { badRequest } from '../calls/bot-api-error.ts';
import type { Method } from '../calls/call.ts';
import {
  FieldError,
  isObject,
  optionalText,
  requiredObject,
  requiredText,
  withPrefix,
} from '../calls/json-fields.ts';
import { toChatMessage } from '../chat-view.ts';
import { readMarkedText } from '../text/formatted-text.ts';
import type { World } from '../world.ts';
import { checkTextContent } from './send-message.ts';

/** Telegram does not say how long it waits; bots see answers refused after a few minutes at the latest. */
const callbackAnswerSeconds = 120;
const webAppAnswerSeconds = 24 * 3600;
const maxCallbackTextLength = 200;

const tooOld = () => badRequest('query is too old and response timeout expired or query ID is invalid');

/** `answerCallbackQuery` and `answerWebAppQuery`: each query is answered once, and soon. */
export const createAnswerMethods = ({ world }: { world: World }): Record<string, Method> => {
  const { storage, changes, nowSeconds, messages, bot } = world;
  return {
    answerCallbackQuery: ({ args }) => {
      const id = args.text('callback_query_id');
      const text = args.text('text');
      const query = storage.get<{ chat_id: number }>(
        'update callback_query set answered = 1 where id = ? and answered = 0 and asked_at >= ? returning chat_id',
        ...[/^\d{1,15}$/.test(id) ? Number(id) : 0, nowSeconds() - callbackAnswerSeconds],
      );
      if (!query) throw tooOld();
      if ([...text].length > maxCallbackTextLength) throw badRequest('MESSAGE_TOO_LONG');
      changes.publish(query.chat_id, {
        change: 'callback_answered',
        ...(text ? { text } : {}),
        ...(args.flag('show_alert') ? { showAlert: true } : {}),
      });
      return { result: true };
    },
    answerWebAppQuery: ({ args }) => {
      const result = args.json('result', "Can't parse JSON encoded web view query results");
      if (result === undefined) throw badRequest("Result isn't specified");
      const { text, entities } = withPrefix('', () => {
        if (!isObject(result)) throw new FieldError('Inline query result must be an object');
        const type = requiredText(result, 'type').toLowerCase();
        requiredText(result, 'id');
        if (type !== 'article') {
          throw new FieldError(`type "${type}" is unsupported for the inline query result`);
        }
        requiredText(result, 'title');
        const content = requiredObject(result, 'input_message_content');
        const mode = optionalText(content, 'parse_mode');
        return readMarkedText(
          requiredText(content, 'message_text'),
          mode,
          JSON.stringify(content.entities ?? []),
        );
      });
      checkTextContent({ text });
      const id = args.text('web_app_query_id');
      const message = storage.transaction(() => {
        const query = storage.get<{ chat_id: number }>(
          'delete from web_app_query where id = ? and asked_at >= ? returning chat_id',
          ...[id, nowSeconds() - webAppAnswerSeconds],
        );
        if (!query) throw tooOld();
        const content = { text, ...(entities.length > 0 ? { entities } : {}), via_bot: true };
        return messages.add({ chatId: query.chat_id, sender: 'user', date: nowSeconds(), content });
      });
      changes.publish(message.chatId, { change: 'message', message: toChatMessage(message) });
      return { result: { inline_message_id: opaqueId(bot, 'inline-message', message.id) } };
    },
  };
};
