import { AsyncLocalStorage } from 'node:async_hooks';
import type { Channel, ChannelMessage, InlineButton } from '@atlas/shared/ports';
import { Api, type ApiClientOptions, GrammyError, InputFile } from 'grammy';
import type { InlineKeyboardButton } from 'grammy/types';
import { createLaneWatch } from '../lane-watch.ts';
import { telegramOutcome } from './telegram-outcome.ts';

export type TelegramChannelOptions = {
  botToken: string;
  /** Root of the Bot API, without a trailing slash (Default: Telegram's). */
  apiRoot?: string;
  /** How long a call may take (Default: 10000); past it nobody knows whether the message was sent. */
  timeoutMs?: number;
};

const toButton = (button: InlineButton): InlineKeyboardButton => {
  if ('url' in button) return { text: button.text, url: button.url };
  if ('webAppUrl' in button) return { text: button.text, web_app: { url: button.webAppUrl } };
  if ('copyText' in button) return { text: button.text, copy_text: { text: button.copyText } };
  return { text: button.text, callback_data: button.callbackData };
};

const toOptions = ({ buttons, protectContent, silent }: ChannelMessage) => ({
  parse_mode: 'HTML' as const,
  protect_content: protectContent ?? false,
  disable_notification: silent ?? false,
  ...(buttons?.length ? { reply_markup: { inline_keyboard: buttons.map((row) => row.map(toButton)) } } : {}),
});

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
      // A picture goes as a stream, which fetch takes only with this said.
      duplex: 'half',
      signal: AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]),
    });
  const api = new Api(botToken, {
    ...(apiRoot ? { apiRoot } : {}),
    timeoutSeconds: timeoutMs / 1000 + 1,
    fetch: tracedFetch as unknown as ApiClientOptions['fetch'],
  });

  // A preview fetches the link: one-time links would be spent by it.
  const withoutPreview = { link_preview_options: { is_disabled: true } };
  const post = (message: ChannelMessage) =>
    message.picture
      ? api.sendPhoto(message.address, new InputFile(message.picture, 'picture.png'), {
          caption: message.text,
          ...toOptions(message),
        })
      : api.sendMessage(message.address, message.text, { ...withoutPreview, ...toOptions(message) });

  return {
    name: 'telegram',
    provider: 'telegram',
    lane: `telegram:${botToken.split(':')[0]}`,
    send: async (message) => {
      try {
        const { message_id: messageId } = await trace.run(message.traceparent, () => post(message));
        return { outcome: 'sent', providerMessageId: String(messageId) };
      } catch (error) {
        return telegramOutcome(error, () => isLaneWide(message.address));
      }
    },
    remove: async ({ address, providerMessageId, traceparent }) => {
      try {
        await trace.run(traceparent, () => api.deleteMessage(address, Number(providerMessageId)));
        return { outcome: 'sent', providerMessageId };
      } catch (error) {
        const isGone = error instanceof GrammyError && /message to delete not found/i.test(error.description);
        if (isGone) return { outcome: 'sent', providerMessageId };
        return telegramOutcome(error, () => isLaneWide(address));
      }
    },
    close: async () => closing.abort(),
  };
};
