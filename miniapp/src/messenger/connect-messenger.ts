import { chatLinkIn } from './chat-link.ts';
import type { MessengerBridge } from './messenger-bridge.ts';
import { isTelegramLaunch } from './telegram-launch.ts';
import { wechatLaunchIn } from './wechat-launch.ts';

/** The messenger that opened this page; its part of the code is loaded only there. Another messenger is another line here. */
export const connectMessenger = async (): Promise<MessengerBridge> => {
  if (isTelegramLaunch(location.hash, (key) => sessionStorage.getItem(key)))
    return (await import('./telegram-bridge.ts')).createTelegramBridge();
  const link = chatLinkIn(location.hash);
  if (link) return (await import('./link-bridge.ts')).createLinkBridge(link);
  const wechat = wechatLaunchIn(location, navigator.language);
  if (wechat) return (await import('./wechat-bridge.ts')).createWechatBridge(wechat);
  return (await import('./outside-bridge.ts')).createOutsideBridge();
};
