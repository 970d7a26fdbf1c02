export { createTelegramChannel, type TelegramChannelOptions } from './channels/telegram-channel.ts';
export { NotifyEnvironment } from './config.ts';
export { createNotify, type Notify, type NotifyDeps } from './create-notify.ts';
