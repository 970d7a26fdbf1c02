export { createEmailChannel, type EmailChannelOptions, parseMailbox } from './email/email-channel.ts';
export { createFailoverChannel, type FailoverOptions } from './failover/failover-channel.ts';
export { createSmsGatewayChannel, type SmsChannelOptions } from './sms/gateway-channel.ts';
export { createTwilioChannel } from './sms/twilio-channel.ts';
export { createTelegramChannel, type TelegramChannelOptions } from './telegram/telegram-channel.ts';
export {
  type CardTemplate,
  createWechatChannel,
  type WechatChannelOptions,
} from './wechat/wechat-channel.ts';
export { asCardData, asText as asWechatText, isCardField } from './wechat/wechat-content.ts';
export { createWhatsappChannel, type WhatsappChannelOptions } from './whatsapp/whatsapp-channel.ts';
