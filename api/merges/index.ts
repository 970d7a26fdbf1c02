import type { Clock, Database } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import type { EventLog } from '../event-log/index.ts';
import { createFactorSeals, createMoveFactors } from '../factors/index.ts';
import type { Route } from '../http/index.ts';
import type { EndOtherSessions } from '../sessions/index.ts';
import { createMoveLink } from '../shop-link/index.ts';
import { createMergeAccounts, type MergeAccounts } from './merge-accounts.ts';
import { createMoveBelongings } from './move.ts';
import { mergeRoutes } from './routes.ts';
import { createUndoMerge } from './undo-merge.ts';

export { assertMergeable, type MergeAccounts } from './merge-accounts.ts';
export { previewMerge } from './preview-merge.ts';
export { mergeProjection } from './projection.ts';
export { selectMergedInto } from './queries.ts';

type Deps = {
  database: Database;
  clock: Clock;
  vault: Vault;
  eventLog: EventLog;
  endOtherSessions: EndOtherSessions;
};

/** Two accounts of one person made one, and two again. */
export const createMerges = (deps: Deps): { mergeAccounts: MergeAccounts; routes: Route[] } => {
  const moveBelongings = createMoveBelongings({
    moveFactors: createMoveFactors(createFactorSeals(deps.vault)),
    moveLink: createMoveLink(deps.vault),
  });
  const parts = { ...deps, moveBelongings };
  return {
    mergeAccounts: createMergeAccounts(parts),
    routes: mergeRoutes({ ...deps, undoMerge: createUndoMerge(parts) }),
  };
};
