export { flowRefusals, ping } from './flow.ts';
export { telegramRefusals } from './telegram.ts';
export { stamp, wechatRefusals } from './wechat.ts';
export { whatsappRefusals } from './whatsapp.ts';
