import type { Clock } from '@atlas/shared/ports';
import { tooManyRequests } from './bot-api-error.ts';

type Bucket = { tokens: number; atMs: number };
type Limit = { burst: number; perSecond: number };

/** Published rules of thumb: about one message a second to a chat, short bursts pass; about thirty a second in all. */
const chatLimit: Limit = { burst: 5, perSecond: 1 };
const botLimit: Limit = { burst: 30, perSecond: 30 };
/** Refused senders are sent away for longer than a token takes, as there. */
const minRetryAfterSeconds = 1;

const refill = (bucket: Bucket, { burst, perSecond }: Limit, nowMs: number): void => {
  const elapsedSeconds = Math.max(0, nowMs - bucket.atMs) / 1000;
  bucket.tokens = Math.min(burst, bucket.tokens + elapsedSeconds * perSecond);
  bucket.atMs = nowMs;
};

const secondsUntilToken = ({ tokens }: Bucket, { perSecond }: Limit): number =>
  tokens >= 1 ? 0 : Math.max(minRetryAfterSeconds, Math.ceil((1 - tokens) / perSecond));

export type Flood = { take(chatId: number): void };

/** Holds senders to Telegram's limits. @throws BotApiError 429 from `take` */
export const createFlood = ({ clock, enabled }: { clock: Clock; enabled: boolean }): Flood => {
  const chats = new Map<number, Bucket>();
  const whole: Bucket = { tokens: botLimit.burst, atMs: clock().getTime() };
  return {
    take: (chatId) => {
      if (!enabled) return;
      const nowMs = clock().getTime();
      const chat = chats.get(chatId) ?? { tokens: chatLimit.burst, atMs: nowMs };
      chats.set(chatId, chat);
      refill(chat, chatLimit, nowMs);
      refill(whole, botLimit, nowMs);
      const waitSeconds = Math.max(secondsUntilToken(chat, chatLimit), secondsUntilToken(whole, botLimit));
      if (waitSeconds > 0) throw tooManyRequests(waitSeconds);
      chat.tokens -= 1;
      whole.tokens -= 1;
    },
  };
};
