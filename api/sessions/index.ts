export { chatName } from './device-name.ts';
export { createSessionHoldings } from './holdings.ts';
export { createOpenTelegramSession, type TelegramBots } from './open-telegram-session.ts';
export { createOpenedSession, toSession } from './opened-session.ts';
export { sessionPolicy } from './policy.ts';
export { sessionProjection } from './projection.ts';
export {
  createAskForConfirmation,
  createDecideConfirmation,
  type DecideConfirmation,
} from './proof-confirmations.ts';
export { lowerSessions, selectLiveSessions } from './queries.ts';
export { createRaisedAnswer, createRaiseSession, type Proved, type RaiseSession } from './raise-session.ts';
export { createRefreshSession } from './refresh-session.ts';
export {
  createEndOtherSessions,
  createRevokeSessions,
  type EndOtherSessions,
  type RevokeSessions,
} from './revoke-sessions.ts';
export { sessionRoutes } from './routes.ts';
export { forgetPassword, selectEdgeClaims } from './session-claims.ts';
export { createSessionOpener, ProofRefused, type SessionOpener } from './session-opener.ts';
export { signIn } from './sign-in-query.ts';
