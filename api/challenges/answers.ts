import { createCallTogether } from '@atlas/shared/look-up';
import { type Clock, type Database, isDatabaseAway } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import { type AnswerRow, type AnswerValues, answerChallenge, answerChallenges } from './answer-query.ts';

/** Decides one answer, in a transaction of its own or one that answers share which meet. (docs/adr/0008) */
export type Answers = (values: AnswerValues) => Promise<AnswerRow>;

export const createAnswers = ({
  database,
  clock,
  logger,
}: {
  database: Database;
  clock: Clock;
  logger: Logger;
}): Answers =>
  createCallTogether<AnswerValues, AnswerRow>({
    alone: (values) => answerChallenge(database, values),
    together: (many) => answerChallenges(database, clock(), many),
    isForAll: isDatabaseAway,
    onFailure: (error) => logger.warn({ error }, 'answers could not share a transaction'),
  });
