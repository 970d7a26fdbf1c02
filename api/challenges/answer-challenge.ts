import { AtlasError } from '@atlas/shared/errors';
import { publishTimeline } from '@atlas/shared/trace';
import type { RaisedSession } from '@atlas/shared/wire';
import type { EventLog } from '../event-log/index.ts';
import type { RequestContext } from '../http/index.ts';
import type { createRaisedAnswer } from '../sessions/index.ts';
import type { CheckAnswer } from './check-answer.ts';
import type { ChallengeRef } from './queries.ts';

export type AnswerChallenge = (
  input: ChallengeRef & { code: string; context: RequestContext },
) => Promise<RaisedSession>;

type Deps = {
  eventLog: EventLog;
  checkAnswer: CheckAnswer;
  raisedAnswer: ReturnType<typeof createRaisedAnswer>;
  /** The proof may be what a suspended identity had to give. */
  reinstate: (session: { accountId: string; sessionId: string; context: RequestContext }) => Promise<void>;
};

/**
 * Step-up of this session: a right code makes it `acr:mfa` as of now, and brings a new edge token.
 * @throws AtlasError `code_invalid` with the attempts left, `challenge_ended`, `challenge_not_found`,
 *   `verification_locked`
 */
export const createAnswerChallenge =
  ({ eventLog, checkAnswer, raisedAnswer, reinstate }: Deps): AnswerChallenge =>
  async ({ accountId, sessionId, challengeId, code, context }) => {
    const { traceparent, correlationId } = context;
    const prepared = await checkAnswer.prepare({
      accountId,
      sessionId,
      challengeId,
      purpose: 'step_up',
      code,
      traceparent,
    });
    const answer = await checkAnswer.decide(prepared);
    eventLog.wake();
    if (answer instanceof AtlasError) throw answer;
    await reinstate({ accountId, sessionId, context });
    publishTimeline({ step: 'event', name: 'session.raised.v1', correlationId });
    return raisedAnswer({ accountId, sessionId, ...answer });
  };
