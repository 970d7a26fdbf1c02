import { GrammyError, HttpError } from 'grammy';

/**
 * What a failed call means.
 * - `gone`: the person blocked the bot or the chat is no more; there is nobody to tell.
 * - `unchanged`: an edit to what the message says already.
 * - `refused`: Telegram will never take this call; `stale` for a callback query that waited too long.
 * - `later`: the same call may work later, not before `afterSeconds`.
 */
export type Failure =
  | { is: 'gone' | 'unchanged' | 'stale' }
  | { is: 'refused'; code: string }
  | { is: 'later'; code: string; afterSeconds: number };

const chatIsGone = /chat not found|user is deactivated|PEER_ID_INVALID|bot was kicked/i;
const queryIsStale = /query is too old|query ID is invalid/i;

/** Telegram's refusals by their numbers and, where one number means many things, by their words. */
export const failureOf = (error: unknown): Failure => {
  if (error instanceof HttpError) return { is: 'later', code: 'telegram_unreachable', afterSeconds: 0 };
  if (!(error instanceof GrammyError)) return { is: 'later', code: 'internal', afterSeconds: 0 };
  const { error_code: status, description, parameters } = error;
  if (status === 403) return { is: 'gone' };
  if (status === 429) return { is: 'later', code: 'telegram_429', afterSeconds: parameters.retry_after ?? 1 };
  if (status !== 400) return { is: 'later', code: `telegram_${status}`, afterSeconds: 0 };
  if (chatIsGone.test(description)) return { is: 'gone' };
  if (/message is not modified/i.test(description)) return { is: 'unchanged' };
  if (queryIsStale.test(description)) return { is: 'stale' };
  return { is: 'refused', code: 'telegram_400' };
};
