export { GamificationEnvironment } from './config.ts';
export { createGamification, type Gamification, type GamificationDeps } from './create-gamification.ts';
