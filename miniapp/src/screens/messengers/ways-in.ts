import { type Messenger, messengers } from '@atlas/shared/wire';
import type { PageSettings } from '../../api/page-settings.ts';

/** A messenger that can be connected; with `address`, what opens it with the code already written. */
export type WayIn = { messenger: Messenger; address: string | null };

/** What is sent in the other messenger, and every one of them understands. */
export const wordsOf = (token: string): string => `connect ${token}`;

/** Where Telegram opens the bot with the code; null where we don't know the bot. */
const telegramAddress = (botLink: string | undefined, token: string): string | null =>
  botLink?.startsWith('https://t.me/') ? `${botLink}?start=connect_${token}` : null;

/** The messengers that this Atlas is in and the account is not, in everybody's order. */
export const waysIn = (
  { botLink, whatsappLink, hasWechat }: PageSettings,
  connected: readonly Messenger[],
  token: string,
): WayIn[] => {
  const addresses: Readonly<Record<Messenger, string | null | undefined>> = {
    telegram: telegramAddress(botLink, token),
    whatsapp: whatsappLink && `${whatsappLink}?${new URLSearchParams({ text: wordsOf(token) })}`,
    wechat: hasWechat ? null : undefined,
  };
  return messengers.flatMap((messenger) => {
    const address = addresses[messenger];
    return address === undefined || connected.includes(messenger) ? [] : [{ messenger, address }];
  });
};
