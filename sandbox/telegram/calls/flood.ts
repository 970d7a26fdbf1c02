import type { Clock } from '@atlas/shared/ports';
import { createTokenBucket, type Limit, type TokenBucket } from '../../limits/token-bucket.ts';
import { tooManyRequests } from './bot-api-error.ts';

/** Published rules of thumb: about one message a second to a chat, short bursts pass; about thirty a second in all. */
const chatLimit: Limit = { burst: 5, perSecond: 1 };
const botLimit: Limit = { burst: 30, perSecond: 30 };

export type Flood = { take(chatId: number): void };

/** Holds senders to Telegram's limits. @throws BotApiError 429 from `take` */
export const createFlood = ({ clock, enabled }: { clock: Clock; enabled: boolean }): Flood => {
  const chats = new Map<number, TokenBucket>();
  const whole = createTokenBucket(botLimit, clock().getTime());
  return {
    take: (chatId) => {
      if (!enabled) return;
      const nowMs = clock().getTime();
      const chat = chats.get(chatId) ?? createTokenBucket(chatLimit, nowMs);
      chats.set(chatId, chat);
      // Whole seconds, as there: refused senders are sent away for longer than a token takes.
      const waitSeconds = Math.ceil(Math.max(chat.secondsUntilToken(nowMs), whole.secondsUntilToken(nowMs)));
      if (waitSeconds > 0) throw tooManyRequests(waitSeconds);
      chat.take();
      whole.take();
    },
  };
};
