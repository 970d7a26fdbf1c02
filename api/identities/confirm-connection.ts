import { timingSafeEqual } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database, Sql } from '@atlas/shared/ports';
import type { ConnectionEffect } from '@atlas/shared/wire';
import { type EventLog, lockAccounts } from '../event-log/index.ts';
import type { RequestContext } from '../http/index.ts';
import type { Join } from './join-identity.ts';
import { connectionPolicy } from './policy.ts';
import { endConnection, type PendingClaim, selectClaimantId, spendAttempt } from './queries.ts';

export type ConfirmConnection = (input: {
  connectionId: string;
  accountId: string;
  sessionId: string;
  number: string;
  context: RequestContext;
}) => Promise<void>;

type Deps = {
  database: Database;
  clock: Clock;
  eventLog: EventLog;
  /** What each effect does. */
  joins: Readonly<Record<ConnectionEffect, Join>>;
};

type Result = { is: 'connected' | 'changed' } | { is: 'wrong'; attemptsLeft: number };

const isSame = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(a), Buffer.from(b));

/**
 * The first side typed the number that only the claimant was shown: the claim takes effect. Both accounts are locked, and
 * what the claimant agreed to is judged again: if it is no longer so, nothing happens and the connection is over.
 *
 * @throws AtlasError `connection_not_found`; `code_invalid` with how many tries are left; `connection_changed`
 */
export const createConfirmConnection = ({ database, clock, eventLog, joins }: Deps): ConfirmConnection => {
  const settle = async (tx: Sql, claim: PendingClaim, input: Parameters<ConfirmConnection>[0]) => {
    const { connectionId, accountId, number, context } = input;
    const end = (outcome: 'connected' | 'changed' | 'mismatch') =>
      endConnection(tx, { connectionId, accountId, outcome, now: clock() });
    if (!isSame(claim.number, number)) {
      const attemptsLeft = connectionPolicy.attempts - claim.attempts;
      if (attemptsLeft === 0) await end('mismatch');
      return { is: 'wrong', attemptsLeft } as const;
    }
    const join = joins[claim.effect];
    if (!(await join.isPossible(tx, accountId, claim))) {
      await end('changed');
      return { is: 'changed' } as const;
    }
    // First the claim's own row: closing the claimant's account takes along what points there.
    await end('connected');
    await join.apply(tx, accountId, claim, context);
    return { is: 'connected' } as const;
  };

  return async (input) => {
    const { connectionId, accountId, sessionId } = input;
    const result = await database.transaction(async (tx): Promise<Result> => {
      const claimantId = await selectClaimantId(tx, connectionId);
      await lockAccounts(tx, claimantId ? [accountId, claimantId] : [accountId]);
      const { attempts } = connectionPolicy;
      const claim = await spendAttempt(tx, { connectionId, accountId, sessionId, now: clock(), attempts });
      if (!claim || claim.claimantId !== claimantId) throw new AtlasError('connection_not_found');
      return settle(tx, claim, input);
    });
    if (result.is === 'wrong') throw new AtlasError('code_invalid', { attemptsLeft: result.attemptsLeft });
    if (result.is === 'changed') throw new AtlasError('connection_changed');
    eventLog.wake();
  };
};
