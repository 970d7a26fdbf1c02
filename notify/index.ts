export { createTelegramChannel, type TelegramChannelOptions } from './channels/index.ts';
export { NotifyEnvironment } from './config.ts';
export { createNotify, type Notify, type NotifyDeps } from './create-notify.ts';
