import type { ChatState } from '../../../../../wire.ts';

/**
 * What `t.me/<path>` asks of this bot: the text to say for a `start` link, '' when it only opens the chat, null when
 * it leads to somebody else. [Telegram: deep links]
 */
export const readBotLink = (pathFull: string, bot: ChatState['bot']): string | null => {
  if (!URL.canParse(pathFull, 'https://t.me')) return null;
  const { pathname, searchParams } = new URL(pathFull, 'https://t.me');
  if (pathname.slice(1).toLowerCase() !== bot.username.toLowerCase()) return null;
  const payload = searchParams.get('start');
  if (payload === null) return '';
  return /^[A-Za-z0-9_-]{0,64}$/.test(payload) ? `/start ${payload}`.trim() : '';
};
