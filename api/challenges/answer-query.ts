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

export type AnswerValues = ChallengeRef & {
  now: Date;
  purpose: Purpose;
  given: Buffer;
  candidates: Candidates | null;
  traceparent: string;
};

const columns = `outcome, attempts_left as "attemptsLeft", locked_until as "lockedUntil", kind, factor_id as "factorId",
  amr, acr, auth_time as "authTime", jkt`;

const newEventIds = () => [randomUUIDv7(), randomUUIDv7(), randomUUIDv7()];

/** Calls the SQL function `answer_challenge` (migration 0007): one round trip, one transaction. */
export const answerChallenge = async (sql: Sql, values: AnswerValues): Promise<AnswerRow> => {
  const [row] = await sql.query<AnswerRow>({
    name: 'answer_challenge',
    text: `select ${columns} from answer_challenge($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
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
      newEventIds(),
      values.traceparent,
    ],
  });
  return row as AnswerRow;
};

const bytea = (bytes: Buffer) => `\\x${bytes.toString('hex')}`;

/** Several at once (migration 0016), in the order given: one round trip and one commit for all. */
export const answerChallenges = async (
  sql: Sql,
  now: Date,
  many: readonly AnswerValues[],
): Promise<AnswerRow[]> => {
  const answers = many.map(
    ({ accountId, sessionId, challengeId, purpose, given, candidates, traceparent }, n) => ({
      n,
      account_id: accountId,
      session_id: sessionId,
      challenge_id: challengeId,
      purpose,
      given: bytea(given),
      candidates: candidates?.hmacs.map(bytea),
      steps: candidates?.steps,
      code_ids: candidates?.codeIds,
      event_ids: newEventIds(),
      traceparent,
    }),
  );
  return sql.query<AnswerRow>({
    name: 'answer_challenges',
    text: `select ${columns} from answer_challenges($1, $2, $3) order by n`,
    values: [now.toISOString(), acr.mfa, JSON.stringify(answers)],
  });
};

/** A challenge with what its answer is compared with. */
export type AnswerableChallenge = {
  accountId: string;
  sessionId: string;
  purpose: Purpose;
  kind: ChallengeKind;
  factorId: string | null;
  sealedSecret: string | null;
  /** Neither over nor locked, so that slow work is worth while. */
  isOpen: boolean;
};

/** By id. Whose they are is for the caller to compare; whether they may still be answered is decided with the answer. */
export const selectAnswerables = async (
  sql: Sql,
  challengeIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, AnswerableChallenge>> => {
  const rows = await sql.query<AnswerableChallenge & { id: string }>({
    name: 'select_answerable_challenges',
    text: `select c.id, c.account_id as "accountId", c.session_id as "sessionId", c.purpose, c.kind,
             c.factor_id as "factorId", f.sealed_secret as "sealedSecret",
             c.ended_at is null and c.expires_at > $2 and c.attempts < 5 and not exists (
               select from verification_budgets b where b.account_id = c.account_id and b.locked_until > $2) as "isOpen"
           from challenges c left join factors f on f.id = c.factor_id
           where c.id = any ($1::uuid[])`,
    values: [challengeIds, now.toISOString()],
  });
  return new Map(rows.map((row) => [row.id, row]));
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
