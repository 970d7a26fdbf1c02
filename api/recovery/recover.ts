import { randomUUIDv7 } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import type { Recovery } from '@atlas/shared/wire';
import { type EventLog, lockAccount } from '../event-log/index.ts';
import type { RemoveAllFactors } from '../factors/index.ts';
import type { Idempotency, RequestContext } from '../http/index.ts';
import type { EndOtherSessions } from '../sessions/index.ts';
import {
  deleteVerificationBudget,
  endRecovery,
  insertRecovery,
  isProtected,
  type RecoveryRow,
  selectOpenRecovery,
} from './queries.ts';

/** Seconds the account holder has to stop a recovery, and then to complete it. */
const waitSeconds = 24 * 3600;
const openSeconds = 7 * 24 * 3600;

export type Deps = {
  database: Database;
  clock: Clock;
  eventLog: EventLog;
  idempotency: Idempotency;
  removeAllFactors: RemoveAllFactors;
  endOtherSessions: EndOtherSessions;
};

const toRecovery = ({ id, requestedAt, readyAt, expiresAt }: RecoveryRow, now: Date): Recovery => ({
  id,
  requestedAt: requestedAt.toISOString(),
  readyAt: readyAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
  state: readyAt > now ? 'waiting' : 'ready',
});

type Caller = { accountId: string; sessionId: string; context: RequestContext };

export type RequestRecovery = (input: Caller & { idempotencyKey: string | null }) => Promise<Recovery>;

/**
 * Every factor is lost. The request is announced wherever the person can be reached, and nothing happens for 24 h, in
 * which any session, the chat or a factor that turns up stops it.
 *
 * @throws AtlasError `recovery_pending`; `factor_not_found` when there is nothing to recover from.
 */
export const createRequestRecovery =
  ({ database, clock, eventLog, idempotency }: Deps): RequestRecovery =>
  async ({ accountId, sessionId, idempotencyKey, context }) => {
    const answer = await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      const request = async () => {
        if (!(await isProtected(tx, accountId))) throw new AtlasError('factor_not_found');
        const now = clock();
        const readyAt = new Date(now.getTime() + waitSeconds * 1000);
        const expiresAt = new Date(readyAt.getTime() + openSeconds * 1000);
        const recovery = { id: randomUUIDv7(), requestedAt: now, readyAt, expiresAt };
        if (!(await insertRecovery(tx, { accountId, sessionId, recovery })))
          throw new AtlasError('recovery_pending');
        const data = { recoveryId: recovery.id, readyAt: readyAt.toISOString() };
        await eventLog.append(tx, accountId, [{ type: 'recovery.requested.v1', data }], context);
        return toRecovery(recovery, now);
      };
      if (!idempotencyKey) return request();
      const once = { key: idempotencyKey, operationId: 'requestRecovery', caller: sessionId, request: {} };
      return idempotency.once(tx, once, request);
    });
    eventLog.wake();
    return answer;
  };

/** The recovery under way. @throws AtlasError `recovery_not_found` */
export const readRecovery = async (
  { database, clock }: Pick<Deps, 'database' | 'clock'>,
  accountId: string,
): Promise<Recovery> => {
  const now = clock();
  const row = await selectOpenRecovery(database, accountId, now);
  if (!row) throw new AtlasError('recovery_not_found');
  return toRecovery(row, now);
};

export type CancelRecovery = (input: {
  accountId: string;
  /** Of the button that was pressed; without it the one under way. */
  recoveryId?: string;
  by: 'session' | 'chat';
  context: RequestContext;
}) => Promise<void>;

/** Stops a recovery, waiting or ready; the factors stay. @throws AtlasError `recovery_not_found` */
export const createCancelRecovery =
  ({ database, clock, eventLog }: Pick<Deps, 'database' | 'clock' | 'eventLog'>): CancelRecovery =>
  async ({ accountId, recoveryId, by, context }) => {
    await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      const which = { accountId, ...(recoveryId ? { recoveryId } : {}) };
      const ended = await endRecovery(tx, { ...which, outcome: 'cancelled', now: clock() });
      if (!ended) throw new AtlasError('recovery_not_found');
      const data = { recoveryId: ended, by };
      await eventLog.append(tx, accountId, [{ type: 'recovery.cancelled.v1', data }], context);
    });
    eventLog.wake();
  };

export type CompleteRecovery = (input: Caller) => Promise<void>;

/**
 * After the wait: all factors and backup codes are off, all other sessions end, and new factors can be set up.
 * @throws AtlasError `recovery_not_found`, `recovery_not_ready` with how long it takes
 */
export const createCompleteRecovery =
  ({ database, clock, eventLog, removeAllFactors, endOtherSessions }: Deps): CompleteRecovery =>
  async ({ accountId, sessionId, context }) => {
    await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      const now = clock();
      const open = await selectOpenRecovery(tx, accountId, now);
      if (!open) throw new AtlasError('recovery_not_found');
      const recoveryId = await endRecovery(tx, { accountId, outcome: 'completed', now });
      if (!recoveryId) {
        const retryAfterSeconds = Math.ceil((open.readyAt.getTime() - now.getTime()) / 1000);
        throw new AtlasError('recovery_not_ready', { retryAfterSeconds });
      }
      await removeAllFactors(tx, { accountId, reason: 'recovered', context });
      await deleteVerificationBudget(tx, accountId);
      await eventLog.append(
        tx,
        accountId,
        [{ type: 'recovery.completed.v1', data: { recoveryId } }],
        context,
      );
      await endOtherSessions(tx, { accountId, except: sessionId, reason: 'recovered', context });
    });
    eventLog.wake();
  };
