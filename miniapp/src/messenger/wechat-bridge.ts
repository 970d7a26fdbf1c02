import type { MessengerBridge } from './messenger-bridge.ts';
import { createOutsideBridge } from './outside-bridge.ts';
import type { WechatLaunch } from './wechat-launch.ts';

/** What WeChat's browser puts into every page, without its JSSDK. */
type WeixinBridge = { invoke(name: string, args: object, done: (answer: unknown) => void): void };

type WechatWindow = Window & {
  WeixinJSBridge?: WeixinBridge;
  __wxjs_environment?: string;
};

/** The word of its browser: `MicroMessenger/8.0.50(0x18003237)`. */
const versionOf = (userAgent: string) => /\bMicroMessenger\/([\d.]+)/.exec(userAgent)?.[1] ?? '';
const platformOf = (userAgent: string) =>
  /\b(?:iPhone|iPad)\b/.test(userAgent) ? 'ios' : /\bAndroid\b/.test(userAgent) ? 'android' : 'wechat';

/** Leaves the page: back in the mini program that shows it, or out of the browser. */
const leaveBy =
  ({ __wxjs_environment: environment }: WechatWindow, bridge: WeixinBridge) =>
  () => {
    if (environment === 'miniprogram')
      bridge.invoke('invokeMiniProgramAPI', { name: 'navigateBack', arg: JSON.stringify({}) }, () => {});
    else bridge.invoke('closeWindow', {}, () => {});
  };

/**
 * WeChat: the web view of the mini program's shell, or its browser. Without the JSSDK, whose script would come from
 * elsewhere, it lends a page no theme, buttons or haptics; the way out is there where its own bridge is.
 */
export const createWechatBridge = ({ opening, startParam }: WechatLaunch): MessengerBridge => {
  const { userAgent } = navigator;
  const view = window as WechatWindow;
  // The code would otherwise stand in the address, and go where addresses go.
  const query = new URLSearchParams(location.search);
  for (const name of ['code', 'state']) query.delete(name);
  const rest = query.size > 0 ? `?${query}` : '';
  history.replaceState(history.state, '', location.pathname + rest);
  return {
    ...createOutsideBridge(),
    messenger: 'wechat',
    platform: platformOf(userAgent),
    version: versionOf(userAgent),
    languageCode: opening.language?.replace('_', '-') ?? navigator.language,
    launch: { opening, claimedUserId: undefined, startParam, isGoodOnce: true, asksFirst: false },
    close: view.WeixinJSBridge ? leaveBy(view, view.WeixinJSBridge) : null,
  };
};
