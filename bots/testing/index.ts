export {
  type Callback,
  type Callbacks,
  createCallbacks,
  createRowWatch,
  hubSignature,
} from './callbacks.ts';
export { type Chatter, inTelegram, inWechat, inWhatsapp, type Shown } from './chatters.ts';
export { flowKeyPem } from './flow-key.ts';
export {
  flowRefusals,
  ping,
  stamp,
  telegramRefusals,
  wechatRefusals,
  whatsappRefusals,
} from './refusals/index.ts';
export { sealFlow } from './seal-flow.ts';
export { createSealWechat } from './seal-wechat.ts';
export { startBots, type TestBots } from './start-bots.ts';
