import { newTraceparent, publishTimeline, traceIdOf } from '@atlas/shared/trace';
import { badRequest } from './calls/bot-api-error.ts';
import type { Answer, Call } from './calls/call.ts';
import type { Flood } from './calls/flood.ts';
import { FieldError, isObject, optionalBoolean, requiredInteger, withPrefix } from './calls/json-fields.ts';
import { toChatMessage } from './chat-view.ts';
import { checkMayWrite, findChat } from './chats.ts';
import { type MessageContent, type StoredMessage, toApiMessage } from './messages.ts';
import type { PersonRow } from './people.ts';
import { readReplyMarkup } from './reply-markup.ts';
import type { World } from './world.ts';

export type Sending = ReturnType<typeof createSending>;

const traceIdOfCall = ({ traceparent }: Call) =>
  traceIdOf(
    traceparent && /^00-[0-9a-f]{32}-[0-9a-f]{16}-/.test(traceparent) ? traceparent : newTraceparent(),
  );

/** What every method that writes into a chat does besides its own content. */
export const createSending = ({ world, flood }: { world: World; flood: Flood }) => {
  const { bot, messages, changes, nowSeconds } = world;

  const readReplyTarget = (call: Call, person: PersonRow): StoredMessage | undefined => {
    const value = call.args.json('reply_parameters', "Can't parse reply parameters JSON object");
    const legacyId = call.args.integer('reply_to_message_id', 0, 0);
    if (value === undefined && legacyId === 0) return undefined;
    const { id, mayMiss } = withPrefix('', () => {
      if (value === undefined)
        return { id: legacyId, mayMiss: call.args.flag('allow_sending_without_reply') };
      if (!isObject(value)) throw new FieldError('Object expected as reply parameters');
      return {
        id: requiredInteger(value, 'message_id'),
        mayMiss: optionalBoolean(value, 'allow_sending_without_reply'),
      };
    });
    const target = messages.find(person.id, id);
    if (!target && !mayMiss) throw badRequest('message to be replied not found');
    return target;
  };

  const publish = (call: Call, message: StoredMessage, startedMs: number) => {
    changes.publish(message.chatId, { change: 'message', message: toChatMessage(message) });
    publishTimeline({
      correlationId: traceIdOfCall(call),
      step: 'message',
      name: `${call.method} → telegram`,
      status: '200',
      durationMs: performance.now() - startedMs,
      id: String(message.id),
    });
  };

  return {
    flood,
    toApi: (message: StoredMessage, person: PersonRow, replyTo?: StoredMessage) =>
      toApiMessage(message, { person, bot, replyTo }),
    /**
     * Puts what `readContent` read into the chat. Refusals come in Telegram's order: what is written wrong, then an
     * unknown chat, then `checkContent`, then a chat that may not be written to, then the flood limits.
     */
    send: async (
      call: Call,
      readContent: () => MessageContent | Promise<MessageContent>,
      checkContent: (content: MessageContent) => void = () => {},
    ): Promise<Answer> => {
      const startedMs = performance.now();
      const content = await readContent();
      const markup = readReplyMarkup(call.args);
      const person = findChat(world, call.args);
      const replyTo = readReplyTarget(call, person);
      checkContent(content);
      checkMayWrite(person);
      flood.take(person.id);
      const message = messages.add({
        chatId: person.id,
        sender: 'bot',
        date: nowSeconds(),
        content: {
          ...content,
          ...(markup.kind === 'inline' ? { reply_markup: markup.markup } : {}),
          ...(call.args.flag('protect_content') ? { has_protected_content: true } : {}),
          ...(replyTo ? { reply_to_message_id: replyTo.id } : {}),
        },
      });
      publish(call, message, startedMs);
      return { result: toApiMessage(message, { person, bot, replyTo }) };
    },
  };
};
