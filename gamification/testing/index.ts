export { startGamification } from './start-gamification.ts';
