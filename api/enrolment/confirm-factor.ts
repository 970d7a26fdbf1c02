import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database, Sql } from '@atlas/shared/ports';
import type { ConfirmedFactor, Factor } from '@atlas/shared/wire';
import type { BackupCodeSets } from '../backup-codes/index.ts';
import { type CheckAnswer, selectEnrolmentChallenge, voidChallengesOfAccount } from '../challenges/index.ts';
import { type EventLog, lockAccount, type NewEvent } from '../event-log/index.ts';
import { activateFactor, type FactorSeals, selectActiveFactors, toFactor } from '../factors/index.ts';
import type { RequestContext } from '../http/index.ts';
import type { createRaisedAnswer, EndOtherSessions } from '../sessions/index.ts';

export type ConfirmFactor = (input: {
  accountId: string;
  sessionId: string;
  factorId: string;
  code: string;
  context: RequestContext;
}) => Promise<ConfirmedFactor>;

type Deps = {
  database: Database;
  clock: Clock;
  eventLog: EventLog;
  checkAnswer: CheckAnswer;
  factorSeals: FactorSeals;
  backupCodeSets: BackupCodeSets;
  endOtherSessions: EndOtherSessions;
  raisedAnswer: ReturnType<typeof createRaisedAnswer>;
};

/**
 * One right code puts a factor into service and raises this session by it. The first one brings ten backup codes.
 * All other sessions end and what they had pending is void: whoever opened them did not have this factor.
 *
 * @throws AtlasError `factor_not_found`, `code_invalid`, `challenge_ended`, `verification_locked`
 */
export const createConfirmFactor = (deps: Deps): ConfirmFactor => {
  const { database, clock, eventLog, checkAnswer, factorSeals, backupCodeSets, endOtherSessions } = deps;

  const activate = async (
    tx: Sql,
    { accountId, factorId }: { accountId: string; factorId: string },
    context: RequestContext,
  ): Promise<{ factor: Factor; isFirst: boolean }> => {
    const row = await activateFactor(tx, { accountId, factorId });
    if (!row) throw new AtlasError('factor_not_found');
    const { kind, name, isDefault, isFirst, chatMessageRef } = row;
    const destination = factorSeals.destinationOf(row, accountId)?.address ?? null;
    const createdAt = row.createdAt.toISOString();
    const data = { factorId, factorKind: kind, name, destination, isFirst, isDefault, createdAt };
    const events: NewEvent[] = [{ type: 'two_factor.enabled.v1', data }];
    if (chatMessageRef)
      events.push({ type: 'notify.delete_message.v1', data: { messageRef: chatMessageRef } });
    await eventLog.append(tx, accountId, events, context);
    return { factor: toFactor(row), isFirst };
  };

  return async ({ accountId, sessionId, factorId, code, context }) => {
    const challengeId = await selectEnrolmentChallenge(database, { factorId, accountId, sessionId });
    if (!challengeId) throw new AtlasError('factor_not_found');
    const { traceparent } = context;
    const ref = { accountId, sessionId, challengeId };
    const prepared = await checkAnswer.prepare({ ...ref, purpose: 'enrol', code, traceparent });
    const isProtected = (await selectActiveFactors(database, accountId)).length > 0;
    // Ten slow hashes, made before anything is locked; thrown away when they turn out not to be needed.
    const backupCodes = isProtected || !prepared.isOpen ? null : await backupCodeSets.prepare(accountId);

    const answer = await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      const right = await checkAnswer.decide(prepared, tx);
      // Committed, with the attempt it counted.
      if (right instanceof AtlasError) return right;
      const { factor, isFirst } = await activate(tx, { accountId, factorId }, context);
      await endOtherSessions(tx, { accountId, except: sessionId, reason: 'factor_added', context });
      await voidChallengesOfAccount(tx, accountId, clock());
      if (!isFirst || !backupCodes) return { right, factor };
      await backupCodeSets.store(tx, accountId, backupCodes, context);
      return { right, factor, backupCodes: backupCodes.shown };
    });
    eventLog.wake();
    if (answer instanceof AtlasError) throw answer;
    const { right, ...rest } = answer;
    return { ...deps.raisedAnswer({ accountId, sessionId, ...right }), ...rest };
  };
};
