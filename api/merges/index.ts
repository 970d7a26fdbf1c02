import type { Clock, Database } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import type { EventLog } from '../event-log/index.ts';
import { createFactorSeals, createMoveFactors } from '../factors/index.ts';
import type { Guard, Route } from '../http/index.ts';
import type { EndOtherSessions } from '../sessions/index.ts';
import { createMoveLink } from '../shop-link/index.ts';
import { createMergeAccounts, type MergeAccounts } from './merge-accounts.ts';
import { createMoveBelongings } from './move.ts';
import { createOperateMerges } from './operate-merges.ts';
import { createPreviewUndo } from './preview-undo.ts';
import { mergeRoutes } from './routes.ts';
import { createUndo, createUndoMerge } from './undo-merge.ts';

export { isJustMerged } from './is-just-merged.ts';
export { assertMergeable, type MergeAccounts } from './merge-accounts.ts';
export { previewMerge } from './preview-merge.ts';
export { mergeProjection } from './projection.ts';
export { selectMergedInto } from './queries.ts';

type Parts = {
  database: Database;
  clock: Clock;
  vault: Vault;
  eventLog: EventLog;
  endOtherSessions: EndOtherSessions;
};
type Deps = Parts & { assertProved: Guard['assertProved'] };

const withMoves = (deps: Parts) => ({
  ...deps,
  moveBelongings: createMoveBelongings({
    moveFactors: createMoveFactors(createFactorSeals(deps.vault)),
    moveLink: createMoveLink(deps.vault),
  }),
});

/** Two accounts of one person made one, and two again. */
export const createMerges = (deps: Deps): { mergeAccounts: MergeAccounts; routes: Route[] } => {
  const parts = withMoves(deps);
  return {
    mergeAccounts: createMergeAccounts(parts),
    routes: mergeRoutes({
      ...deps,
      previewUndo: createPreviewUndo(deps),
      undoMerge: createUndoMerge({ ...deps, undo: createUndo(parts) }),
    }),
  };
};

/** What an operator may see of merges, and undo for somebody who can't any more. */
export const createMergesForOperators = (deps: Parts) =>
  createOperateMerges({ ...deps, undo: createUndo(withMoves(deps)) });
