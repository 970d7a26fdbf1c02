import type { StartedConnection } from '@atlas/shared/wire';

/** Where people reach our bots; empty where we don't know. */
export type BotAddresses = {
  /** `https://t.me/<bot>`. */
  botLink: string;
  /** `https://wa.me/<number>`. */
  whatsappLink: string;
};

/**
 * Links that carry a code into another messenger: Telegram's starts the bot with it, WhatsApp's puts the words into the
 * person's mouth, who sends them. WeChat has no such link: there the words are typed. [t.me deep links; wa.me click to chat]
 */
export const connectLinks = (
  { botLink, whatsappLink }: BotAddresses,
  token: string,
): StartedConnection['links'] => [
  ...(botLink.startsWith('https://t.me/')
    ? [{ messenger: 'telegram' as const, url: `${botLink}?start=connect_${token}` }]
    : []),
  ...(whatsappLink
    ? [
        {
          messenger: 'whatsapp' as const,
          url: `${whatsappLink}?text=${encodeURIComponent(`connect ${token}`)}`,
        },
      ]
    : []),
];
