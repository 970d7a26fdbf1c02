import { BotApiError, badRequest, forbidden } from './calls/bot-api-error.ts';
import type { CallArguments } from './calls/call-arguments.ts';
import type { PersonRow } from './people.ts';
import type { World } from './world.ts';

/** The private chat that `chat_id` names. A username finds channels only, never people. @throws BotApiError 400 */
export const findChat = ({ people }: World, args: CallArguments): PersonRow => {
  const given = args.text('chat_id');
  if (given === '') throw new BotApiError(400, 'Bad Request: chat_id is empty');
  const person = /^\d{1,16}$/.test(given) ? people.find(Number(given)) : undefined;
  if (!person) throw badRequest('chat not found');
  return person;
};

/** Whether the bot may write there at all. @throws BotApiError 403 */
export const checkMayWrite = ({ blocked, started, write_access }: PersonRow): void => {
  if (blocked) throw forbidden('bot was blocked by the user');
  if (!started && !write_access) throw forbidden("bot can't initiate conversation with a user");
};
