import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import type { IdentityConnection, MergePreview } from '@atlas/shared/wire';
import { previewMerge } from '../merges/index.ts';
import { type ConnectionRow, endConnection, selectConnection, selectMergeClaimant } from './queries.ts';

const stateOf = (
  { outcome, expiresAt, claimedAt }: ConnectionRow,
  now: Date,
): IdentityConnection['state'] => {
  if (outcome) return outcome === 'connected' ? 'connected' : 'ended';
  if (expiresAt <= now) return 'ended';
  return claimedAt ? 'claimed' : 'waiting';
};

const toConnection = (row: ConnectionRow, now: Date): IdentityConnection => {
  const { id, expiresAt, messenger, name, effect } = row;
  const state = stateOf(row, now);
  const claim = state === 'claimed' && messenger && name && effect ? { messenger, name, effect } : null;
  return { id, state, expiresAt: expiresAt.toISOString(), claim };
};

type Deps = { database: Database; clock: Clock };

/** How far a connection is. @throws AtlasError `connection_not_found` for everybody but the session that began it and, while it is pending, who claimed it. */
export const createReadConnection =
  ({ database, clock }: Deps) =>
  async (which: {
    connectionId: string;
    accountId: string;
    sessionId: string;
  }): Promise<IdentityConnection> => {
    const row = await selectConnection(database, which);
    if (!row) throw new AtlasError('connection_not_found');
    return toConnection(row, clock());
  };

/** Stops a connection, from any session of the account. @throws AtlasError `connection_not_found` */
export const createCancelConnection =
  ({ database, clock }: Deps) =>
  async ({ connectionId, accountId }: { connectionId: string; accountId: string }): Promise<void> => {
    const now = clock();
    if (!(await endConnection(database, { connectionId, accountId, outcome: 'cancelled', now })))
      throw new AtlasError('connection_not_found');
  };

/** What a pending merge would bring. @throws AtlasError `connection_not_found` */
export const createPreviewPendingMerge =
  ({ database, clock }: Deps) =>
  async (which: { connectionId: string; accountId: string; sessionId: string }): Promise<MergePreview> => {
    const claimantId = await selectMergeClaimant(database, { ...which, now: clock() });
    if (!claimantId) throw new AtlasError('connection_not_found');
    return previewMerge(database, { oldId: claimantId, newId: which.accountId }, 'new side');
  };
