import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import { AnsweredChallenge, CodeBody, IdentityPath, OpenChallengeList } from '@atlas/shared/wire';
import { z } from 'zod';
import { selectAccountIdOfIdentity } from '../accounts/index.ts';
import {
  type AnswerChallenge,
  selectChallengeOfMessenger,
  selectOpenChallenges,
  toOpenChallenge,
} from '../challenges/index.ts';
import type { ConfirmFactor } from '../enrolment/index.ts';
import { defineRoute, type Route } from '../http/index.ts';

type Deps = {
  database: Database;
  clock: Clock;
  answerChallenge: AnswerChallenge;
  confirmFactor: ConfirmFactor;
};

const base = '/v1/service/identities/{messenger}/{appScope}/{subject}/challenges';
const common = { tag: 'Bots', policy: { service: 'identities:act' }, limit: 'byNetwork' } as const;

/** Of a session that has just ended there is nothing left to answer; the bot's own token is fine. */
const asChallenge = (error: unknown): never => {
  const code = error instanceof AtlasError ? error.code : null;
  throw code === 'invalid_token' || code === 'factor_not_found' ? new AtlasError('challenge_ended') : error;
};

/**
 * Codes that are typed in the chat instead of in the app. A wrong one costs the same attempt of the same budget, and a
 * right one raises the session that asked and no other; its tokens never pass through here.
 */
export const serviceChallengeRoutes = (deps: Deps): Route[] => {
  const { database, clock, answerChallenge, confirmFactor } = deps;
  const placeOf = async (identity: IdentityPath) => {
    const accountId = await selectAccountIdOfIdentity(database, identity);
    if (!accountId) throw new AtlasError('account_not_found');
    return { accountId, messenger: identity.messenger, now: clock() };
  };
  return [
    defineRoute({
      ...common,
      method: 'get',
      path: base,
      operationId: 'listChallengesOfIdentity',
      summary: 'Codes that sessions of this messenger wait for',
      params: IdentityPath,
      answer: {
        status: 200,
        schema: OpenChallengeList,
        description: 'Open ones, newest first, at most five.',
      },
      refusals: ['account_not_found'],
      handle: async ({ params }) => ({
        items: (await selectOpenChallenges(database, await placeOf(params))).map(toOpenChallenge),
      }),
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: `${base}/{challengeId}/answer`,
      operationId: 'answerChallengeOfIdentity',
      summary: 'The person writing gives a code',
      params: IdentityPath.extend({ challengeId: z.uuid() }),
      body: CodeBody,
      answer: {
        status: 200,
        schema: AnsweredChallenge,
        description: 'Right. The session finds itself raised at its next refresh.',
      },
      refusals: [
        'account_not_found',
        'challenge_not_found',
        'challenge_ended',
        'code_invalid',
        'verification_locked',
      ],
      handle: async ({ params, body, context }) => {
        const place = await placeOf(params);
        const { challengeId } = params;
        const challenge = await selectChallengeOfMessenger(database, { ...place, challengeId });
        if (!challenge) throw new AtlasError('challenge_not_found');
        const { purpose, sessionId, factorId } = challenge;
        const answer = { accountId: place.accountId, sessionId, code: body.code, context };
        if (purpose === 'step_up' || !factorId) {
          await answerChallenge({ ...answer, challengeId }).catch(asChallenge);
          return { purpose };
        }
        const { backupCodes } = await confirmFactor({ ...answer, factorId }).catch(asChallenge);
        return { purpose, ...(backupCodes ? { backupCodes } : {}) };
      },
    }),
  ];
};
