export { homePage } from './home.ts';
export { miniappRouter } from './miniapp.ts';
export { notMeRouter } from './not-me.ts';
