export { createTelegramChannel, type TelegramChannelOptions } from './telegram-channel.ts';
