export { createWechatBot, type WechatBot } from './wechat-bot.ts';
