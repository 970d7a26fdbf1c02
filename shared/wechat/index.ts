export type { WechatCall } from './call-wechat.ts';
export { WechatCallbackError } from './callback-cipher.ts';
export {
  type CallbackFormat,
  type CallbackQuery,
  type CallbackReply,
  createWechatCallbacks,
  type OpenedCallback,
  type WechatCallbacks,
} from './callbacks.ts';
export {
  InvalidWechatData,
  isRawDataSigned,
  isWatermarkGood,
  openUserData,
  type WechatUserData,
} from './user-data.ts';
export {
  checkWechat,
  type WechatApp,
  type WechatChat,
  type WechatConfig,
  type WechatEnvironment,
  wechatChatsOf,
  wechatConfigOf,
  wechatVariables,
} from './variables.ts';
export {
  WechatAnswerError,
  WechatApiError,
  type WechatRefusal,
  wechatMeaningOf,
} from './wechat-api-error.ts';
export {
  type CustomerMessage,
  createWechatClient,
  type SubscribeMessage,
  type WechatClient,
  type WechatMenu,
} from './wechat-client.ts';
