import type { Sql } from '@atlas/shared/ports';
import type { ChallengeKind, Messenger, OpenChallenge } from '@atlas/shared/wire';
import { codePolicy } from '../codes/index.ts';
import type { Purpose } from './queries.ts';

/** An unanswered challenge with the session that waits for it. */
export type ChallengeOfMessenger = {
  id: string;
  sessionId: string;
  kind: ChallengeKind;
  purpose: Purpose;
  factorId: string | null;
  destination: string | null;
  device: string;
  attempts: number;
  createdAt: Date;
  expiresAt: Date;
};

const columns = `c.id, c.session_id as "sessionId", c.kind, c.purpose, c.factor_id as "factorId",
  f.masked_destination as destination, s.device, c.attempts, c.created_at as "createdAt", c.expires_at as "expiresAt"`;
/** A session is answered for by the messenger that opened it, and by no other. */
const joined = `challenges c join sessions s on s.id = c.session_id and s.account_id = c.account_id
  left join factors f on f.id = c.factor_id`;

export type OfMessenger = { accountId: string; messenger: Messenger; now: Date };

/** Those that may be answered now, newest first. */
export const selectOpenChallenges = (
  sql: Sql,
  { accountId, messenger, now }: OfMessenger,
): Promise<ChallengeOfMessenger[]> =>
  sql.query({
    name: 'select_open_challenges_of_messenger',
    text: `select ${columns} from ${joined}
           where c.account_id = $1 and s.messenger = $2 and c.ended_at is null and c.expires_at > $3 and c.attempts < $4
             and s.revoked_at is null and s.expires_at > $3
           order by c.created_at desc, c.id desc limit 5`,
    values: [accountId, messenger, now, codePolicy.attempts],
  });

/** One of them by id, also when it is over: its answer says why it is too late. */
export const selectChallengeOfMessenger = async (
  sql: Sql,
  { accountId, messenger, now, challengeId }: OfMessenger & { challengeId: string },
): Promise<ChallengeOfMessenger | undefined> => {
  const [row] = await sql.query<ChallengeOfMessenger>({
    name: 'select_challenge_of_messenger',
    text: `select ${columns} from ${joined}
           where c.id = $1 and c.account_id = $2 and s.messenger = $3 and s.revoked_at is null and s.expires_at > $4`,
    values: [challengeId, accountId, messenger, now],
  });
  return row;
};

export const toOpenChallenge = (row: ChallengeOfMessenger): OpenChallenge => ({
  challengeId: row.id,
  kind: row.kind,
  purpose: row.purpose,
  destination: row.destination,
  device: row.device,
  attemptsLeft: codePolicy.attempts - row.attempts,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
});
