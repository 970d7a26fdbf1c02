import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database, Sql } from '@atlas/shared/ports';
import { acr, type ChallengeState } from '@atlas/shared/wire';
import { codePolicy } from '../codes/index.ts';
import type { ChallengeRef } from './queries.ts';

export type ReadChallenge = (challenge: ChallengeRef) => Promise<ChallengeState>;

type Values = ChallengeRef & { now: Date };

const selectState = async (
  sql: Sql,
  { challengeId, accountId, sessionId, now }: Values,
): Promise<ChallengeState | undefined> => {
  const [row] = await sql.query<ChallengeState>({
    name: 'select_challenge_state',
    text: `select c.ended_at is null and c.expires_at > $4 and c.attempts < $5 as "isOpen",
             s.acr = $6 and s.auth_time >= c.created_at as "isProved"
           from challenges c join sessions s on s.id = c.session_id and s.account_id = c.account_id
           where c.id = $1 and c.account_id = $2 and c.session_id = $3`,
    values: [challengeId, accountId, sessionId, now, codePolicy.attempts, acr.mfa],
  });
  return row;
};

/** How a challenge of this session stands. @throws AtlasError `challenge_not_found` */
export const createReadChallenge =
  ({ database, clock }: { database: Database; clock: Clock }): ReadChallenge =>
  async (challenge) => {
    const state = await selectState(database, { ...challenge, now: clock() });
    if (!state) throw new AtlasError('challenge_not_found');
    return state;
  };
