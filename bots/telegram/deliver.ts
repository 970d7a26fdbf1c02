import type { Logger } from '@atlas/shared/process';
import type { Locale } from '@atlas/shared/wire';
import type { Api } from 'grammy';
import { type Localise, plain, type Reply } from '../dialogue/index.ts';
import { failureOf } from './failures.ts';
import type { Render } from './render.ts';
import type { ShortLived } from './short-lived.ts';

type Deps = {
  telegram: Api;
  render: Render;
  localise: Localise;
  miniappUrl: string;
  shortLived: ShortLived;
  logger: Logger;
};
type Press = { queryId: string; chatId: number; messageId: number };

/** Puts replies into the chat. Throws only what may work later; a person who blocked the bot is not told anything. */
export const createDeliver = ({ telegram, render, localise, miniappUrl, shortLived, logger }: Deps) => {
  const options = (keyboard: ReturnType<Render>['keyboard']) => ({
    parse_mode: 'HTML' as const,
    link_preview_options: { is_disabled: true },
    reply_markup: { inline_keyboard: keyboard },
  });

  const send = async (chatId: number, reply: Reply, locale: Locale): Promise<void> => {
    const { html, keyboard } = render(reply, locale);
    const { message_id: messageId } = await telegram.sendMessage(chatId, html, options(keyboard));
    if (reply.livesSeconds) await shortLived.add({ chatId, messageId, seconds: reply.livesSeconds });
  };

  /** The message that the button belongs to becomes the answer; one that can't be edited any more gets a new one. */
  const edit = async ({ chatId, messageId }: Press, reply: Reply, locale: Locale): Promise<void> => {
    const { html, keyboard } = render(reply, locale);
    try {
      // Known before it is shown: what shows a secret goes, whatever happens here in between.
      if (reply.livesSeconds) await shortLived.add({ chatId, messageId, seconds: reply.livesSeconds });
      await telegram.editMessageText(chatId, messageId, html, options(keyboard));
    } catch (error) {
      const { is } = failureOf(error);
      if (is === 'unchanged') return;
      if (is !== 'refused') throw error;
      await send(chatId, reply, locale);
    }
  };

  /** A comfort: when it fails, the button in the message still opens the app. */
  const setUpMenu = (chatId: number, locale: Locale): Promise<unknown> => {
    const text = plain(localise(locale, { key: 'label.openApp' }));
    return telegram
      .setChatMenuButton({
        chat_id: chatId,
        menu_button: { type: 'web_app', text, web_app: { url: miniappUrl } },
      })
      .catch((error: unknown) => logger.warn({ code: failureOf(error).is }, 'menu button not set'));
  };

  /** Stops the button's spinner. Telegram takes an answer once and for a while; too late is no failure. */
  const answerQuery = async (
    queryId: string,
    reply: Pick<Reply, 'notice' | 'blocks'>,
    locale: Locale,
  ): Promise<void> => {
    const notice = reply.notice
      ? { text: plain(localise(locale, reply.notice)), show_alert: reply.blocks.length === 0 }
      : {};
    await telegram.answerCallbackQuery(queryId, notice).catch((error: unknown) => {
      if (failureOf(error).is === 'later') throw error;
    });
  };

  const toNobody = (error: unknown): void => {
    if (failureOf(error).is !== 'gone') throw error;
  };

  return {
    asMessage: async (chatId: number, reply: Reply, locale: Locale): Promise<void> => {
      await send(chatId, reply, locale)
        .then(() => (reply.setsUpMenu ? setUpMenu(chatId, locale) : undefined))
        .catch(toNobody);
    },
    asEdit: async (press: Press, reply: Reply, locale: Locale): Promise<void> => {
      await answerQuery(press.queryId, reply, locale);
      if (reply.blocks.length > 0) await edit(press, reply, locale).catch(toNobody);
      if (reply.setsUpMenu) await setUpMenu(press.chatId, locale);
    },
    asNotice: answerQuery,
    /** Deletes what a person wrote; false when Telegram would not. */
    takeBack: async (chatId: number, messageId: number): Promise<boolean> => {
      try {
        return await telegram.deleteMessage(chatId, messageId);
      } catch (error) {
        logger.warn({ code: failureOf(error).is }, 'a secret was not deleted');
        return false;
      }
    },
  };
};
export type Deliver = ReturnType<typeof createDeliver>;
