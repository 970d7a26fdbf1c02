export { type AnswerChallenge, createAnswerChallenge } from './answer-challenge.ts';
export { selectEnrolmentChallenge } from './answer-query.ts';
export { type CheckAnswer, createCheckAnswer } from './check-answer.ts';
export { createCreateChallenge, createResendCode } from './create-challenge.ts';
export { selectChallengeOfMessenger, selectOpenChallenges, toOpenChallenge } from './of-messenger.ts';
export { insertChallenge, voidChallengesOfAccount } from './queries.ts';
export { createReadChallenge } from './read-challenge.ts';
export { challengeRoutes } from './routes.ts';
