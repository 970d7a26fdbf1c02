export { cardTemplatesVariable } from './card-templates.ts';
export {
  createEmailChannel,
  createTelegramChannel,
  createWhatsappChannel,
  type TelegramChannelOptions,
  type WhatsappChannelOptions,
} from './channels/index.ts';
export { ContactVariables, NotifyEnvironment } from './config.ts';
export { createContactChannels } from './create-contact-channels.ts';
export { createNotify, type Notify, type NotifyDeps } from './create-notify.ts';
export { createSms, type SmsOptions } from './create-sms.ts';
export { createWechatChannels, createWechatOf, type WechatNotifyOptions } from './create-wechat.ts';
export { createIsWindowOpen } from './whatsapp-window.ts';
