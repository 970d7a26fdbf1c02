import { badRequest } from '../calls/bot-api-error.ts';
import type { Method } from '../calls/call.ts';
import { checkMayWrite, findChat } from '../chats.ts';
import type { StoredMessage } from '../messages.ts';
import type { World } from '../world.ts';

const deletableSeconds = 48 * 3600;
const maxAtOnce = 100;

/** `deleteMessage` and `deleteMessages`: the bot's or the person's, up to 48 hours old. */
export const createDeleteMethods = ({ world }: { world: World }): Record<string, Method> => {
  const { messages, changes, nowSeconds } = world;
  const remove = (message: StoredMessage) => {
    if (nowSeconds() - message.date > deletableSeconds)
      throw badRequest("Message can't be deleted for everyone");
    messages.remove(message.id);
    changes.publish(message.chatId, { change: 'deleted', messageId: message.id });
  };
  return {
    deleteMessage: ({ args }) => {
      if (args.text('chat_id') === '') throw badRequest('Chat identifier is not specified');
      const id = args.integer('message_id', 0);
      if (id <= 0) throw badRequest('Message identifier is not specified');
      const person = findChat(world, args);
      const message = messages.find(person.id, id);
      if (!message) throw badRequest('message to delete not found');
      checkMayWrite(person);
      remove(message);
      return { result: true };
    },
    deleteMessages: ({ args }) => {
      const ids = args.json('message_ids', "Can't parse message_ids JSON object");
      if (ids === undefined) throw badRequest('Message identifiers are not specified');
      if (!Array.isArray(ids)) throw badRequest('Expected an Array of message identifiers');
      if (ids.length > maxAtOnce) throw badRequest('Too many message identifiers specified');
      if (ids.length === 0) throw badRequest('Message identifiers are not specified');
      if (ids.some((id) => !Number.isInteger(Number(id)) || Number(id) <= 0)) {
        throw badRequest('Invalid message identifier specified');
      }
      const person = findChat(world, args);
      checkMayWrite(person);
      for (const message of ids.map((id) => messages.find(person.id, Number(id))))
        if (message) remove(message);
      return { result: true };
    },
  };
};
