import type { Locale } from '@atlas/shared/wire';
import type { InlineKeyboardButton } from 'grammy/types';
import {
  type AppScreen,
  type Localise,
  plain,
  type Reply,
  type ReplyBlock,
  type ReplyButton,
  type Span,
} from '../dialogue/index.ts';

export type TelegramMessage = {
  /** For parse mode HTML. */
  html: string;
  keyboard: InlineKeyboardButton[][];
};

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Makes any text harmless in Telegram's HTML. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => entities[character] ?? '');

const renderSpan = (span: Span): string =>
  typeof span === 'string' ? escapeHtml(span) : `<b>${escapeHtml(span.strong)}</b>`;

/** Gives replies Telegram's form: HTML for the text, an inline keyboard for the buttons. */
export const createRenderer = ({ localise, miniappUrl }: { localise: Localise; miniappUrl: string }) => {
  const renderBlock = (locale: Locale, block: ReplyBlock): string => {
    const line = (text: Parameters<Localise>[1]) => localise(locale, text).map(renderSpan).join('');
    return 'paragraph' in block
      ? line(block.paragraph)
      : block.list.map((item) => `• ${line(item)}`).join('\n');
  };
  const addressOf = (screen: true | AppScreen): string => {
    if (screen === true) return miniappUrl;
    const url = new URL(miniappUrl);
    url.searchParams.set('screen', screen);
    return url.href;
  };
  const renderButton = (locale: Locale, button: ReplyButton): InlineKeyboardButton => {
    const text = plain(localise(locale, button.label));
    if ('openApp' in button) return { text, web_app: { url: addressOf(button.openApp) } };
    return 'url' in button ? { text, url: button.url } : { text, callback_data: button.callback };
  };
  return (reply: Pick<Reply, 'blocks' | 'buttons'>, locale: Locale): TelegramMessage => ({
    html: reply.blocks.map((block) => renderBlock(locale, block)).join('\n\n'),
    keyboard: reply.buttons.map((row) => row.map((button) => renderButton(locale, button))),
  });
};
export type Render = ReturnType<typeof createRenderer>;
