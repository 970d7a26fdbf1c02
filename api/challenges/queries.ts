import type { Sql } from '@atlas/shared/ports';
import type { ChallengeKind } from '@atlas/shared/wire';

export type Purpose = 'enrol' | 'step_up';

/** Which challenge of which session: nobody else's is ever found. */
export type ChallengeRef = { challengeId: string; accountId: string; sessionId: string };

export type NewChallenge = {
  id: string;
  accountId: string;
  sessionId: string;
  kind: ChallengeKind;
  purpose: Purpose;
  factorId: string | null;
  codeHmac: Buffer | null;
  prefixKey: string | null;
  now: Date;
  expiresAt: Date;
};

export const insertChallenge = (tx: Sql, challenge: NewChallenge) =>
  tx.query({
    name: 'insert_challenge',
    text: `insert into challenges (id, account_id, session_id, kind, purpose, factor_id, code_hmac, prefix_key, created_at, expires_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [
      challenge.id,
      challenge.accountId,
      challenge.sessionId,
      challenge.kind,
      challenge.purpose,
      challenge.factorId,
      challenge.codeHmac,
      challenge.prefixKey,
      challenge.now,
      challenge.expiresAt,
    ],
  });

export type ChallengeRow = {
  id: string;
  kind: ChallengeKind;
  purpose: Purpose;
  factorId: string | null;
  attempts: number;
  createdAt: Date;
  expiresAt: Date;
  endedAt: Date | null;
};

const columns = `c.id, c.kind, c.purpose, c.factor_id as "factorId", c.attempts, c.created_at as "createdAt",
  c.expires_at as "expiresAt", c.ended_at as "endedAt"`;

export const selectChallenge = async (
  sql: Sql,
  { challengeId, accountId, sessionId }: ChallengeRef,
): Promise<ChallengeRow | undefined> => {
  const [row] = await sql.query<ChallengeRow>({
    name: 'select_challenge',
    text: `select ${columns} from challenges c where c.id = $1 and c.account_id = $2 and c.session_id = $3`,
    values: [challengeId, accountId, sessionId],
  });
  return row;
};

/** A challenge of this session for this factor whose code may still be on its way. */
export const selectOpenChallenge = async (
  tx: Sql,
  values: { accountId: string; sessionId: string; factorId: string; now: Date; maxAttempts: number },
): Promise<ChallengeRow | undefined> => {
  const [row] = await tx.query<ChallengeRow>({
    name: 'select_open_challenge',
    text: `select ${columns} from challenges c
           where c.account_id = $1 and c.session_id = $2 and c.factor_id = $3 and c.purpose = 'step_up'
             and c.ended_at is null and c.expires_at > $4 and c.attempts < $5
           order by c.created_at desc limit 1`,
    values: [values.accountId, values.sessionId, values.factorId, values.now, values.maxAttempts],
  });
  return row;
};

/** The new code takes the old one's place; attempts are not refilled. */
export const replaceCode = (
  tx: Sql,
  { challengeId, codeHmac, expiresAt }: { challengeId: string; codeHmac: Buffer; expiresAt: Date },
) =>
  tx.query({
    name: 'replace_challenge_code',
    text: 'update challenges set code_hmac = $2, expires_at = $3 where id = $1',
    values: [challengeId, codeHmac, expiresAt],
  });

/** Codes that went to a factor before are void: one is good at a time. */
export const voidChallengesOfFactor = (tx: Sql, factorId: string, now: Date) =>
  tx.query({
    name: 'void_challenges_of_factor',
    text: 'update challenges set ended_at = $2 where factor_id = $1 and ended_at is null',
    values: [factorId, now],
  });

/** Something changed that pending challenges stood on. */
export const voidChallengesOfAccount = (tx: Sql, accountId: string, now: Date) =>
  tx.query({
    name: 'void_challenges_of_account',
    text: 'update challenges set ended_at = $2 where account_id = $1 and ended_at is null',
    values: [accountId, now],
  });
