import type { Clock, Database } from '@atlas/shared/ports';
import { AccountMergeList } from '@atlas/shared/wire';
import { z } from 'zod';
import { defineRoute, type Route } from '../http/index.ts';
import { selectMergesInto } from './queries.ts';
import type { UndoMerge } from './undo-merge.ts';

const common = { tag: 'Messengers', policy: 'session', limit: 'byNetwork' } as const;

/** Accounts that became part of this one, and the way back. */
export const mergeRoutes = ({
  database,
  clock,
  undoMerge,
}: {
  database: Database;
  clock: Clock;
  undoMerge: UndoMerge;
}): Route[] => [
  defineRoute({
    ...common,
    method: 'get',
    path: '/v1/account-merges',
    operationId: 'listAccountMerges',
    summary: 'Accounts that became part of mine',
    answer: { status: 200, schema: AccountMergeList, description: 'Newest first.' },
    refusals: [],
    handle: async ({ caller }) => {
      const merges = await selectMergesInto(database, caller.accountId);
      return {
        items: merges.map(({ id, mergedAt, undoUntil, undoneAt }) => ({
          ...{ id, mergedAt: mergedAt.toISOString(), undoUntil: undoUntil.toISOString() },
          canUndo: undoneAt === null && undoUntil > clock(),
        })),
      };
    },
  }),
  defineRoute({
    ...common,
    method: 'post',
    path: '/v1/account-merges/{id}/undo',
    operationId: 'undoAccountMerge',
    summary: 'Make two accounts of one again',
    needs: 'stepUpIfProtected',
    params: z.object({ id: z.uuid() }),
    answer: { status: 204, description: 'Each is on its own; everybody signs in again.' },
    refusals: ['merge_not_found', 'merge_undo_impossible'],
    handle: ({ caller, params, context }) =>
      undoMerge({ accountId: caller.accountId, mergeId: params.id, context }),
  }),
];
