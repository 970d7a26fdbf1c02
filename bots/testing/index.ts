export { type Chatter, inTelegram, inWechat, inWhatsapp, type Shown } from './chatters.ts';
export { flowKeyPem } from './flow-key.ts';
export { startBots, type TestBots } from './start-bots.ts';
