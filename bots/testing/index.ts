export { startBots, type TestBots } from './start-bots.ts';
