import { AsyncLocalStorage } from 'node:async_hooks';
import type { Channel, ChannelMessage, InlineButton } from '@atlas/shared/ports';
import { Api, type ApiClientOptions } from 'grammy';
import type { InlineKeyboardButton } from 'grammy/types';
import { telegramOutcome } from './telegram-outcome.ts';

export type TelegramChannelOptions = {
  botToken: string;
  /** Root of the Bot API, without a trailing slash (Default: Telegram's). */
  apiRoot?: string;
  /** How long a call may take (Default: 10000); past it nobody knows whether the message was sent. */
  timeoutMs?: number;
};

/** A bot-wide limit shows as refusals of several chats within so long. */
const laneWindowMs = 5000;

const toButton = (button: InlineButton): InlineKeyboardButton => {
  if ('url' in button) return { text: button.text, url: button.url };
  if ('webAppUrl' in button) return { text: button.text, web_app: { url: button.webAppUrl } };
  return { text: button.text, callback_data: button.callbackData };
};

const toOptions = ({ buttons, protectContent, silent }: ChannelMessage) => ({
  parse_mode: 'HTML' as const,
  // A preview fetches the link: one-time links would be spent by it.
  link_preview_options: { is_disabled: true },
  protect_content: protectContent ?? false,
  disable_notification: silent ?? false,
  ...(buttons?.length ? { reply_markup: { inline_keyboard: buttons.map((row) => row.map(toButton)) } } : {}),
});

/**
 * Telegram doesn't say whether a 429 is the chat's or the bot's. One chat is held back on its own; when another one is
 * refused shortly after, it is the bot.
 */
const createLaneWatch = () => {
  let last = { address: '', atMs: Number.NEGATIVE_INFINITY };
  return (address: string): boolean => {
    const atMs = performance.now();
    const isLaneWide = last.address !== address && atMs - last.atMs < laneWindowMs;
    last = { address, atMs };
    return isLaneWide;
  };
};

/** Telegram's Bot API by grammY's client. Addresses are chat ids; text is HTML as Telegram reads it. [Bot API 10] */
export const createTelegramChannel = ({
  botToken,
  apiRoot,
  timeoutMs = 10_000,
}: TelegramChannelOptions): Channel => {
  const trace = new AsyncLocalStorage<string>();
  const closing = new AbortController();
  const isLaneWide = createLaneWatch();

  // grammY brings node-fetch and its own AbortSignal; Node's fetch tells apart why a connection failed.
  const tracedFetch = (url: string, { method, headers, body }: RequestInit) =>
    fetch(url, {
      method,
      headers: { ...(headers as Record<string, string>), traceparent: trace.getStore() ?? '' },
      body,
      signal: AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]),
    });
  const api = new Api(botToken, {
    ...(apiRoot ? { apiRoot } : {}),
    timeoutSeconds: timeoutMs / 1000 + 1,
    fetch: tracedFetch as unknown as ApiClientOptions['fetch'],
  });

  return {
    name: 'telegram',
    lane: `telegram:${botToken.split(':')[0]}`,
    send: async (message) => {
      try {
        const { message_id: messageId } = await trace.run(message.traceparent, () =>
          api.sendMessage(message.address, message.text, toOptions(message)),
        );
        return { outcome: 'sent', providerMessageId: String(messageId) };
      } catch (error) {
        return telegramOutcome(error, () => isLaneWide(message.address));
      }
    },
    close: async () => closing.abort(),
  };
};
