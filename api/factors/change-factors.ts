import { AtlasError } from '@atlas/shared/errors';
import type { Database, Sql } from '@atlas/shared/ports';
import type { Factor, UpdateFactorBody } from '@atlas/shared/wire';
import { deleteBackupCodes } from '../backup-codes/index.ts';
import { type EventLog, lockAccount } from '../event-log/index.ts';
import type { RequestContext } from '../http/index.ts';
import { type EndOtherSessions, lowerSessions } from '../sessions/index.ts';
import { deleteActiveFactor, deleteAllFactors, type FactorRow, updateFactor } from './queries.ts';

type Deps = { database: Database; eventLog: EventLog; endOtherSessions: EndOtherSessions };

export const toFactor = (row: FactorRow): Factor => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  destination: row.maskedDestination,
  isDefault: row.isDefault,
  createdAt: row.createdAt.toISOString(),
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
});

export type UpdateFactor = (
  input: { accountId: string; factorId: string; context: RequestContext } & UpdateFactorBody,
) => Promise<Factor>;

/** Renames a factor, or makes it the default. Saying again what already holds writes nothing. @throws AtlasError `factor_not_found` */
export const createUpdateFactor =
  ({ database, eventLog }: Pick<Deps, 'database' | 'eventLog'>): UpdateFactor =>
  async ({ accountId, factorId, name, isDefault, context }) => {
    const factor = await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      const updated = await updateFactor(tx, {
        accountId,
        factorId,
        ...(name === undefined ? {} : { name }),
        ...(isDefault ? { isDefault } : {}),
      });
      if (!updated) throw new AtlasError('factor_not_found');
      if (Object.keys(updated.changed).length > 0) {
        const data = { factorId, ...updated.changed };
        await eventLog.append(tx, accountId, [{ type: 'two_factor.updated.v1', data }], context);
      }
      return updated.factor;
    });
    eventLog.wake();
    return toFactor(factor);
  };

export type RemoveFactor = (input: {
  accountId: string;
  sessionId: string;
  factorId: string;
  context: RequestContext;
}) => Promise<void>;

/** Without a factor nothing is protected by one: what stood on it goes at once. */
const endProtection = async (tx: Sql, accountId: string): Promise<void> => {
  await deleteAllFactors(tx, accountId);
  await deleteBackupCodes(tx, accountId);
  await lowerSessions(tx, accountId);
};

/**
 * Takes a factor off and ends all other sessions. With the last one the backup codes go too, and this session is what
 * the messenger alone proved. @throws AtlasError `factor_not_found`
 */
export const createRemoveFactor =
  ({ database, eventLog, endOtherSessions }: Deps): RemoveFactor =>
  async ({ accountId, sessionId, factorId, context }) => {
    await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      const removed = await deleteActiveFactor(tx, { accountId, factorId });
      if (!removed) throw new AtlasError('factor_not_found');
      const wasLast = removed.left === 0;
      if (wasLast) await endProtection(tx, accountId);
      const data = { factorId, factorKind: removed.kind, reason: 'removed' as const, wasLast };
      await eventLog.append(tx, accountId, [{ type: 'two_factor.disabled.v1', data }], context);
      await endOtherSessions(tx, { accountId, except: sessionId, reason: 'factor_removed', context });
    });
    eventLog.wake();
  };

export type RemoveAllFactors = (
  tx: Sql,
  input: { accountId: string; reason: 'recovered'; context: RequestContext },
) => Promise<void>;

/** Takes every factor off, locked ones too; in the caller's transaction, after `lockAccount`. */
export const createRemoveAllFactors =
  ({ eventLog }: Pick<Deps, 'eventLog'>): RemoveAllFactors =>
  async (tx, { accountId, reason, context }) => {
    const active = (await deleteAllFactors(tx, accountId)).filter(({ state }) => state === 'active');
    await endProtection(tx, accountId);
    const events = active.map(({ id, kind }, index) => ({
      type: 'two_factor.disabled.v1' as const,
      data: { factorId: id, factorKind: kind, reason, wasLast: index === active.length - 1 },
    }));
    if (events.length > 0) await eventLog.append(tx, accountId, events, context);
  };
