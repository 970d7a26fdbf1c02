import { randomUUIDv7 } from 'node:crypto';
import type { Sql } from '@atlas/shared/ports';
import { acr, type ChallengeKind } from '@atlas/shared/wire';
import type { ChallengeRef, Purpose } from './queries.ts';

/** What would be right, as HMACs under this challenge; each with its time step, or the id of its backup code. */
export type Candidates = { hmacs: Buffer[]; steps?: number[]; codeIds?: string[] };

export type AnswerRow =
  | {
      outcome: 'right';
      kind: ChallengeKind;
      factorId: string | null;
      amr: string[];
      acr: string;
      authTime: Date;
      jkt: string | null;
    }
  | { outcome: 'wrong'; attemptsLeft: number; lockedUntil: Date | null }
  | { outcome: 'locked'; lockedUntil: Date }
  | { outcome: 'ended' | 'not_found' | 'no_session' };

/** Calls the SQL function `answer_challenge` (migration 0007): one round trip, one transaction. */
export const answerChallenge = async (
  sql: Sql,
  values: ChallengeRef & {
    now: Date;
    purpose: Purpose;
    given: Buffer;
    candidates: Candidates | null;
    traceparent: string;
  },
): Promise<AnswerRow> => {
  const [row] = await sql.query<AnswerRow>({
    name: 'answer_challenge',
    text: `select outcome, attempts_left as "attemptsLeft", locked_until as "lockedUntil", kind, factor_id as "factorId",
             amr, acr, auth_time as "authTime", jkt
           from answer_challenge($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    // ISO text: the driver's own formatting of dates is several times slower.
    values: [
      values.now.toISOString(),
      values.accountId,
      values.sessionId,
      values.challengeId,
      values.purpose,
      values.given,
      values.candidates?.hmacs ?? null,
      values.candidates?.steps ?? null,
      values.candidates?.codeIds ?? null,
      acr.mfa,
      [randomUUIDv7(), randomUUIDv7(), randomUUIDv7()],
      values.traceparent,
    ],
  });
  return row as AnswerRow;
};

/** A challenge with what its answer is compared with. */
export type AnswerableChallenge = {
  kind: ChallengeKind;
  factorId: string | null;
  sealedSecret: string | null;
  /** Neither over nor locked, so that slow work is worth while. */
  isOpen: boolean;
};

/** Undefined when the session has no such challenge. Whether it may still be answered is decided with the answer. */
export const selectAnswerable = async (
  sql: Sql,
  { challengeId, accountId, sessionId, purpose, now }: ChallengeRef & { purpose: Purpose; now: Date },
): Promise<AnswerableChallenge | undefined> => {
  const [row] = await sql.query<AnswerableChallenge>({
    name: 'select_answerable_challenge',
    text: `select c.kind, c.factor_id as "factorId", f.sealed_secret as "sealedSecret",
             c.ended_at is null and c.expires_at > $5 and c.attempts < 5
               and not exists (select from verification_budgets where account_id = $2 and locked_until > $5) as "isOpen"
           from challenges c left join factors f on f.id = c.factor_id
           where c.id = $1 and c.account_id = $2 and c.session_id = $3 and c.purpose = $4`,
    values: [challengeId, accountId, sessionId, purpose, now.toISOString()],
  });
  return row;
};

/** The set-up's own challenge: confirming names the factor. */
export const selectEnrolmentChallenge = async (
  sql: Sql,
  { factorId, accountId, sessionId }: { factorId: string; accountId: string; sessionId: string },
): Promise<string | undefined> => {
  const [row] = await sql.query<{ id: string }>({
    name: 'select_enrolment_challenge',
    text: `select id from challenges where factor_id = $1 and account_id = $2 and session_id = $3 and purpose = 'enrol'`,
    values: [factorId, accountId, sessionId],
  });
  return row?.id;
};
