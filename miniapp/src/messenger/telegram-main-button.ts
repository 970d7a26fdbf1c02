import type { MainButtonLook, MessengerBridge } from './messenger-bridge.ts';
import type { TelegramWebApp } from './telegram-web-app.ts';

type Button = TelegramWebApp['MainButton'];

const apply = (button: Button, { text, isEnabled, isBusy, color, textColor }: MainButtonLook) => {
  button.setParams({
    text,
    color,
    text_color: textColor,
    is_active: isEnabled && !isBusy,
    is_visible: true,
  });
  if (isBusy && !button.isProgressVisible) button.showProgress();
  if (!isBusy && button.isProgressVisible) {
    button.hideProgress(); // also makes it active again
    if (!isEnabled) button.disable();
  }
};

/** Telegram's MainButton; it belongs to whoever showed it last. */
export const createTelegramMainButton = (button: Button): NonNullable<MessengerBridge['mainButton']> => ({
  show: (look, onPress) => {
    button.onClick(onPress);
    apply(button, look);
    return {
      update: (changed) => apply(button, changed),
      hide: () => {
        button.offClick(onPress);
        if (button.isProgressVisible) button.hideProgress();
        button.hide();
      },
    };
  },
});
