export { createEmailChannel, createTelegramChannel, type TelegramChannelOptions } from './channels/index.ts';
export { ContactVariables, NotifyEnvironment } from './config.ts';
export { createContactChannels } from './create-contact-channels.ts';
export { createNotify, type Notify, type NotifyDeps } from './create-notify.ts';
export { createSms, type SmsOptions } from './create-sms.ts';
