import { chatLinkIn, createLinkBridge } from './link-bridge.ts';
import type { MessengerBridge } from './messenger-bridge.ts';
import { createOutsideBridge } from './outside-bridge.ts';
import { isTelegramLaunch } from './telegram-launch.ts';
import { wechatLaunchIn } from './wechat-launch.ts';

/** The messenger that opened this page. Its script is only loaded there; another messenger is another line here. */
export const connectMessenger = async (): Promise<MessengerBridge> => {
  if (isTelegramLaunch(location.hash, (key) => sessionStorage.getItem(key))) {
    const { createTelegramBridge } = await import('./telegram-bridge.ts');
    return createTelegramBridge();
  }
  const link = chatLinkIn(location.hash);
  if (link) return createLinkBridge(link);
  const wechat = wechatLaunchIn(location, navigator.language);
  if (!wechat) return createOutsideBridge();
  const { createWechatBridge } = await import('./wechat-bridge.ts');
  return createWechatBridge(wechat);
};
