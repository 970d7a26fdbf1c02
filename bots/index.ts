export { BotsEnvironment } from './config.ts';
export { type Bots, type BotsDeps, createBots } from './create-bots.ts';
