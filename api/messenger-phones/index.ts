export { type CodeChat, createFindCodeChat, type FindCodeChat } from './code-chat.ts';
export { createPhoneHolding } from './holding.ts';
export { createKeepPhone } from './keep-phone.ts';
export { messengerPhoneRoutes } from './routes.ts';
