import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import type { OpenedSession } from '@atlas/shared/wire';
import { type EventLog, lockAccount } from '../event-log/index.ts';
import type { RequestContext } from '../http/index.ts';
import { hashRefreshToken, newRefreshToken } from '../tokens/index.ts';
import type { createOpenedSession } from './opened-session.ts';
import { sessionPolicy } from './policy.ts';
import { type RefreshTokenRow, revokeSessions, rotateRefreshToken, selectRefreshToken } from './queries.ts';

export type RefreshSession = (input: {
  refreshToken: string;
  jkt: string | null;
  context: RequestContext;
}) => Promise<OpenedSession>;

type Deps = {
  database: Database;
  clock: Clock;
  vault: Vault;
  eventLog: EventLog;
  openedSession: ReturnType<typeof createOpenedSession>;
};

const invalid = () => new AtlasError('refresh_token_invalid');

const placeOf = (tokenHash: Buffer) => ({
  table: 'refresh_tokens',
  column: 'sealed_answer',
  rowId: tokenHash.toString('hex'),
});

/**
 * Rotates a refresh token [RFC 9700, 4.14]. The same token from the same key within 30 s gets the identical stored
 * answer, because answers get lost; any other second use, or another key, ends the session and raises an alert.
 */
export const createRefreshSession = ({
  database,
  clock,
  vault,
  eventLog,
  openedSession,
}: Deps): RefreshSession => {
  const revokeFamily = async ({ accountId, id }: RefreshTokenRow, context: RequestContext) => {
    await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      const sessionIds = await revokeSessions(tx, { accountId, only: id, now: clock() });
      if (sessionIds.length === 0) return;
      await eventLog.append(
        tx,
        accountId,
        [
          { type: 'session.revoked.v1', data: { sessionIds, reason: 'refresh_token_reused' } },
          {
            type: 'suspicious.activity.v1',
            data: { kind: 'refresh_token_reused', sessionId: id, confirmationId: null },
          },
        ],
        context,
      );
    });
    eventLog.wake();
  };

  const answerAgain = (row: RefreshTokenRow, tokenHash: Buffer, now: Date): OpenedSession | null => {
    if (!row.consumedAt || !row.sealedAnswer || !row.jkt) return null;
    if (now.getTime() - row.consumedAt.getTime() > sessionPolicy.refreshGrace * 1000) return null;
    return JSON.parse(vault.open(row.sealedAnswer, placeOf(tokenHash)).toString('utf8')) as OpenedSession;
  };

  const rotate = async (
    row: RefreshTokenRow,
    tokenHash: Buffer,
    now: Date,
  ): Promise<OpenedSession | null> => {
    const refreshToken = newRefreshToken();
    const idleUntil = now.getTime() + sessionPolicy.refreshIdle * 1000;
    const opened = openedSession({
      account: {
        id: row.accountId,
        // Whose account it is, is not for somebody to see who may be a stranger.
        displayName: row.confined ? '' : row.displayName,
        locale: row.locale,
        createdAt: row.accountCreatedAt,
      },
      session: { ...row, lastSeenAt: now },
      isNew: false,
      refreshToken,
    });
    const answer: OpenedSession = row.confined ? { ...opened, confined: true } : opened;
    const isOurs = await rotateRefreshToken(database, {
      tokenHash,
      successorHash: hashRefreshToken(refreshToken) as Buffer,
      sessionId: row.id,
      sealedAnswer: vault.seal(Buffer.from(JSON.stringify(answer)), placeOf(tokenHash)),
      expiresAt: new Date(Math.min(idleUntil, row.expiresAt.getTime())),
      now,
    });
    return isOurs ? answer : null;
  };

  return async ({ refreshToken, jkt, context }) => {
    const tokenHash = hashRefreshToken(refreshToken);
    if (!tokenHash) throw invalid();
    // Twice: whoever loses the race for a fresh token reads what the winner stored.
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const now = clock();
      const row = await selectRefreshToken(database, tokenHash);
      if (!row || row.revokedAt || row.expiresAt <= now || row.tokenExpiresAt <= now) throw invalid();
      if (row.jkt !== jkt) {
        await revokeFamily(row, context);
        throw invalid();
      }
      const answer = row.consumedAt ? answerAgain(row, tokenHash, now) : await rotate(row, tokenHash, now);
      if (answer) return answer;
      if (row.consumedAt) {
        await revokeFamily(row, context);
        throw invalid();
      }
    }
    throw invalid();
  };
};
