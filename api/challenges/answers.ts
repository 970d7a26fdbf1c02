import { AtlasError } from '@atlas/shared/errors';
import { createSendTogether } from '@atlas/shared/look-up';
import type { Clock, Database } from '@atlas/shared/ports';
import { type AnswerRow, type AnswerValues, answerChallenge, answerChallenges } from './answer-query.ts';

/** Decides one answer, wherever it is sent. */
export type Answers = (values: AnswerValues) => Promise<AnswerRow>;

type Waiting = {
  values: AnswerValues;
  resolve: (row: AnswerRow | Promise<AnswerRow>) => void;
  reject: (error: unknown) => void;
};

/**
 * Answers that meet at the database share a transaction (docs/adr/0008). Where it fails for one of them, nothing was
 * counted, and each is tried alone.
 */
export const createAnswers = ({ database, clock }: { database: Database; clock: Clock }): Answers => {
  const together = async (batch: readonly Waiting[]): Promise<void> => {
    const all = batch.map(({ values }) => values);
    const rows = await answerChallenges(database, clock(), all).catch((error: unknown) => {
      if (error instanceof AtlasError) throw error; // the database is away, for each of them
      return null;
    });
    for (const [n, { values, resolve }] of batch.entries())
      resolve(rows?.[n] ?? answerChallenge(database, values));
  };

  const ask = createSendTogether<Waiting>(async (batch) => {
    const [first] = batch;
    try {
      if (first && batch.length === 1) first.resolve(await answerChallenge(database, first.values));
      else await together(batch);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  });
  return (values) => new Promise((resolve, reject) => ask({ values, resolve, reject }));
};
