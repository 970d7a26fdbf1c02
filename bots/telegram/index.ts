export { createTelegramBot, type TelegramBot } from './telegram-bot.ts';
