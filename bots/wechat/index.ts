export { createWechatBots } from './wechat-bots.ts';
