export { startBotApiServer } from './bot-api-server.ts';
export { botId, startNotify } from './start-notify.ts';
