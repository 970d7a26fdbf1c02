export { flowKeyPem } from './flow-key.ts';
export { startBots, type TestBots } from './start-bots.ts';
