import type { ConfirmQuestion } from './messenger-bridge.ts';
import type { TelegramWebApp } from './telegram-web-app.ts';

/** Telegram refuses longer texts with an exception. */
const limits = { title: 64, message: 256, button: 64 };

const clip = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

const confirmId = 'confirm';

/** Asks by Telegram's popup. Closing it, or a popup that is already open, counts as a no. */
export const askByPopup = (webApp: TelegramWebApp, question: ConfirmQuestion): Promise<boolean> =>
  new Promise((resolve) => {
    try {
      webApp.showPopup(
        {
          title: clip(question.title, limits.title),
          message: clip(question.message, limits.message),
          buttons: [
            {
              id: confirmId,
              type: question.isDestructive ? 'destructive' : 'default',
              text: clip(question.confirmLabel, limits.button),
            },
            { id: 'cancel', type: 'default', text: clip(question.cancelLabel, limits.button) },
          ],
        },
        (pressed) => resolve(pressed === confirmId),
      );
    } catch {
      resolve(false);
    }
  });
