import { isDeepStrictEqual } from 'node:util';
import { BotApiError, badRequest } from '../calls/bot-api-error.ts';
import type { Answer, Call, Method } from '../calls/call.ts';
import { toChatMessage } from '../chat-view.ts';
import { findChat } from '../chats.ts';
import type { MessageContent, StoredMessage } from '../messages.ts';
import type { PersonRow } from '../people.ts';
import { readInlineMarkup } from '../reply-markup.ts';
import type { Sending } from '../sending.ts';
import type { World } from '../world.ts';
import { checkCaption, readCaption } from './send-media.ts';
import { checkTextContent, readTextContent } from './send-message.ts';

type Deps = { world: World; sending: Sending };

/** Only messages in chats are kept here; an inline message would live in somebody else's. */
const refuseInlineMessage = ({ args }: Call): void => {
  if (args.text('chat_id') !== '' || args.integer('message_id', 0) !== 0) return;
  if (args.text('inline_message_id') === '') throw badRequest('Message identifier is not specified');
  throw badRequest('MESSAGE_ID_INVALID');
};

const findOwnMessage = (world: World, call: Call): { person: PersonRow; message: StoredMessage } => {
  const person = findChat(world, call.args);
  const message = world.messages.find(person.id, call.args.integer('message_id', 0));
  if (!message) throw badRequest('message to edit not found');
  if (message.sender !== 'bot') throw badRequest("Message can't be edited");
  return { person, message };
};

const withMarkup = (content: MessageContent, markup: MessageContent['reply_markup']): MessageContent => {
  const { reply_markup: _, ...rest } = content;
  return markup ? { ...rest, reply_markup: markup } : rest;
};

const notModified = () =>
  badRequest(
    'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
  );

const createReplace =
  ({ world, sending }: Deps) =>
  (
    person: PersonRow,
    message: StoredMessage,
    content: MessageContent,
    { isEdit }: { isEdit: boolean },
  ): Answer => {
    if (isDeepStrictEqual(JSON.parse(JSON.stringify(content)), message.content)) throw notModified();
    if (person.blocked) throw new BotApiError(403, 'Forbidden: bot was blocked by the user');
    sending.flood.take(person.id);
    const edited = world.messages.replace({
      ...message,
      content,
      editDate: isEdit ? world.nowSeconds() : message.editDate,
    });
    world.changes.publish(person.id, { change: 'edited', message: toChatMessage(edited) });
    return { result: sending.toApi(edited, person) };
  };

/** `editMessageText`, `editMessageCaption` and `editMessageReplyMarkup`, for the bot's own messages. */
export const createEditMethods = (deps: Deps): Record<string, Method> => {
  const { world } = deps;
  const replace = createReplace(deps);
  return {
    editMessageText: (call) => {
      const content = readTextContent(call);
      const markup = readInlineMarkup(call.args);
      refuseInlineMessage(call);
      const { person, message } = findOwnMessage(world, call);
      if (message.content.text === undefined) throw badRequest('There is no text in the message to edit');
      checkTextContent(content);
      const { text: _text, entities: _entities, ...rest } = message.content;
      return replace(person, message, withMarkup({ ...rest, ...content }, markup), { isEdit: true });
    },
    editMessageCaption: (call) => {
      const caption = readCaption(call);
      const markup = readInlineMarkup(call.args);
      refuseInlineMessage(call);
      const { person, message } = findOwnMessage(world, call);
      if (!message.content.photo && !message.content.document) {
        throw badRequest('There is no caption in the message to edit');
      }
      checkCaption(caption);
      const { caption: _caption, caption_entities: _entities, ...rest } = message.content;
      return replace(person, message, withMarkup({ ...rest, ...caption }, markup), { isEdit: true });
    },
    editMessageReplyMarkup: (call) => {
      const markup = readInlineMarkup(call.args);
      refuseInlineMessage(call);
      const { person, message } = findOwnMessage(world, call);
      return replace(person, message, withMarkup(message.content, markup), { isEdit: false });
    },
  };
};
