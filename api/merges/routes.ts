import type { Clock, Database } from '@atlas/shared/ports';
import { AccountMergeList, MergeUndoPreview } from '@atlas/shared/wire';
import { z } from 'zod';
import { defineRoute, type Route } from '../http/index.ts';
import type { PreviewUndo } from './preview-undo.ts';
import { selectMergesInto } from './queries.ts';
import type { UndoMerge } from './undo-merge.ts';

const common = { tag: 'Messengers', policy: 'session', limit: 'byNetwork' } as const;

/** Accounts that became part of this one, and the way back. */
export const mergeRoutes = ({
  database,
  clock,
  previewUndo,
  undoMerge,
}: {
  database: Database;
  clock: Clock;
  previewUndo: PreviewUndo;
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
    method: 'get',
    path: '/v1/account-merges/{id}/undo-preview',
    operationId: 'previewMergeUndo',
    summary: 'What would go back if this merge were undone',
    params: z.object({ id: z.uuid() }),
    answer: { status: 200, schema: MergeUndoPreview, description: 'Masked; nothing has been undone.' },
    refusals: ['merge_not_found'],
    handle: ({ caller: { accountId }, params }) => previewUndo({ accountId, mergeId: params.id }),
  }),
  defineRoute({
    ...common,
    method: 'post',
    path: '/v1/account-merges/{id}/undo',
    operationId: 'undoAccountMerge',
    summary: 'Make two accounts of one again',
    params: z.object({ id: z.uuid() }),
    answer: {
      status: 204,
      description:
        'Each is on its own; everybody signs in again. For three days it takes what the caller’s own side asked for before the merge (a factor, or the messenger alone), then what the account asks for.',
    },
    refusals: [
      'merge_not_found',
      'merge_undo_impossible',
      'fresh_proof_required',
      'insufficient_user_authentication',
    ],
    handle: ({ caller, params, context }) => undoMerge({ caller, mergeId: params.id, context }),
  }),
];
