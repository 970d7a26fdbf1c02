import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import { newTraceparent } from '@atlas/shared/trace';
import { recordAudit } from '../audit/index.ts';
import { type EventLog, lockAccount } from '../event-log/index.ts';
import { reinstateIdentities, type SuspendedIdentity, selectSuspended } from './queries.ts';

type Deps = { database: Database; clock: Clock; eventLog: EventLog };

/** Suspended identities as an operator sees them, and reinstates one after having found out who writes there. */
export const createOperateSuspensions = ({ database, clock, eventLog }: Deps) => ({
  list: (limit: number): Promise<SuspendedIdentity[]> => selectSuspended(database, { limit }),
  /** As if the person had proved it, on record with why. @throws AtlasError `identity_not_found` */
  reinstate: async (identityId: string, reason: string): Promise<void> => {
    const [known] = await selectSuspended(database, { identityId, limit: 1 });
    if (!known) throw new AtlasError('identity_not_found');
    const { accountId } = known;
    await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      const [data] = await reinstateIdentities(tx, { accountId, identityId });
      if (!data) throw new AtlasError('identity_not_found');
      const context = { traceparent: newTraceparent() };
      await eventLog.append(tx, accountId, [{ type: 'identity.reinstated.v1', data }], context);
      await recordAudit(tx, {
        ...{ action: 'identity.reinstated', actor: 'operator', subject: identityId, at: clock() },
        data: { accountId, reason },
      });
    });
    eventLog.wake();
  },
});
