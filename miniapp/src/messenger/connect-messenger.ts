import type { MessengerBridge } from './messenger-bridge.ts';
import { createOutsideBridge } from './outside-bridge.ts';
import { isTelegramLaunch } from './telegram-launch.ts';
import { createWhatsappBridge, loginTokenIn } from './whatsapp-bridge.ts';

/** The messenger that opened this page. Its script is only loaded there; another messenger is another line here. */
export const connectMessenger = async (): Promise<MessengerBridge> => {
  if (isTelegramLaunch(location.hash, (key) => sessionStorage.getItem(key))) {
    const { createTelegramBridge } = await import('./telegram-bridge.ts');
    return createTelegramBridge();
  }
  const token = loginTokenIn(location.hash);
  return token ? createWhatsappBridge(token) : createOutsideBridge();
};
