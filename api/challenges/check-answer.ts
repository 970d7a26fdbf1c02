import { AtlasError } from '@atlas/shared/errors';
import { createLookUp } from '@atlas/shared/look-up';
import type { Clock, Database, Sql } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import type { BackupCodeSets } from '../backup-codes/index.ts';
import type { HashCode } from '../codes/index.ts';
import { type FactorSeals, totpCodes } from '../factors/index.ts';
import {
  type AnswerableChallenge,
  type AnswerRow,
  answerChallenge,
  type Candidates,
  selectAnswerables,
} from './answer-query.ts';
import { createAnswers } from './answers.ts';
import type { ChallengeRef, Purpose } from './queries.ts';

export type TypedAnswer = ChallengeRef & { purpose: Purpose; code: string; traceparent: string };
/** An answer with all that deciding it takes: nothing slow is left to do. */
export type PreparedAnswer = ChallengeRef & {
  purpose: Purpose;
  /** Whether it can be right at all; where not, nothing was hashed for it. */
  isOpen: boolean;
  given: Buffer;
  candidates: Candidates | null;
  traceparent: string;
};
export type RightAnswer = AnswerRow & { outcome: 'right' };

export type CheckAnswer = {
  /** Looks up what would be right; where there is nothing, the decision says why. */
  prepare(answer: TypedAnswer): Promise<PreparedAnswer>;
  /**
   * Spends an attempt and decides; one statement, of a transaction of its own or of `tx`. A refusal is a value, so
   * that what it counted can be committed.
   */
  decide(answer: PreparedAnswer, tx?: Sql): Promise<RightAnswer | AtlasError>;
};

type Deps = {
  database: Database;
  logger: Logger;
  clock: Clock;
  hashCode: HashCode;
  factorSeals: FactorSeals;
  backupCodeSets: BackupCodeSets;
};

const refusalOf = (row: Exclude<AnswerRow, RightAnswer>, now: Date): AtlasError => {
  switch (row.outcome) {
    case 'wrong':
      return new AtlasError('code_invalid', { attemptsLeft: row.lockedUntil ? 0 : row.attemptsLeft });
    case 'locked':
      return new AtlasError('verification_locked', {
        retryAfterSeconds: Math.ceil((row.lockedUntil.getTime() - now.getTime()) / 1000),
      });
    case 'ended':
      return new AtlasError('challenge_ended');
    case 'not_found':
      return new AtlasError('challenge_not_found');
    case 'no_session':
      return new AtlasError('invalid_token');
  }
};

/**
 * Compares what was typed with what would be right, all as HMACs under the challenge. The comparison itself is done
 * by PostgreSQL, in the statement that has just spent the attempt.
 */
export const createCheckAnswer = ({
  database,
  clock,
  logger,
  hashCode,
  factorSeals,
  backupCodeSets,
}: Deps): CheckAnswer => {
  const lookUp = createLookUp((challengeIds) => selectAnswerables(database, challengeIds, clock()));
  const answers = createAnswers({ database, clock, logger });
  const candidatesOf = async (
    { kind, factorId, sealedSecret }: AnswerableChallenge,
    { accountId, challengeId, code }: TypedAnswer,
  ): Promise<{ given: Buffer; candidates: Candidates | null }> => {
    const digits = code.replace(/\s/g, '');
    if (kind === 'totp' && factorId && sealedSecret) {
      const codes = totpCodes(factorSeals.openSecret(sealedSecret, { accountId, factorId }), clock());
      const hmacs = codes.map((each) => hashCode(challengeId, each.code));
      return {
        given: hashCode(challengeId, digits),
        candidates: { hmacs, steps: codes.map(({ step }) => step) },
      };
    }
    if (kind !== 'backup') return { given: hashCode(challengeId, digits), candidates: null };
    const { given, candidates } = await backupCodeSets.candidatesFor(accountId, code);
    const hmacs = candidates.map(({ hash }) => hashCode(challengeId, hash.toString('base64')));
    return {
      given: hashCode(challengeId, given.toString('base64')),
      candidates: { hmacs, codeIds: candidates.map(({ id }) => id) },
    };
  };

  return {
    prepare: async (answer) => {
      const challenge = await lookUp(answer.challengeId);
      const isTheirs =
        challenge?.accountId === answer.accountId &&
        challenge.sessionId === answer.sessionId &&
        challenge.purpose === answer.purpose;
      if (!isTheirs || !challenge.isOpen)
        return { ...answer, isOpen: false, given: Buffer.alloc(0), candidates: null };
      return { ...answer, isOpen: true, ...(await candidatesOf(challenge, answer)) };
    },
    decide: async (answer, tx) => {
      const now = clock();
      const values = { ...answer, now };
      const row = tx ? await answerChallenge(tx, values) : await answers(values);
      return row.outcome === 'right' ? row : refusalOf(row, now);
    },
  };
};
