export { homePage } from './home.ts';
export { miniappRouter } from './miniapp.ts';
