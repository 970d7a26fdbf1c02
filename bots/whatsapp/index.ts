export { createWhatsappBot, type WhatsappBot } from './whatsapp-bot.ts';
