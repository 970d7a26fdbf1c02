import type { Database } from '@atlas/shared/ports';
import { Factor, FactorList, UpdateFactorBody } from '@atlas/shared/wire';
import { z } from 'zod';
import { selectBackupCodeState } from '../backup-codes/index.ts';
import { defineRoute, type Route } from '../http/index.ts';
import { type RemoveFactor, toFactor, type UpdateFactor } from './change-factors.ts';
import { selectActiveFactors } from './queries.ts';

type Deps = { database: Database; updateFactor: UpdateFactor; removeFactor: RemoveFactor };

/** An account's active factors, the default first, and how many backup codes are left. */
export const listFactors = async (database: Database, accountId: string): Promise<FactorList> => {
  const [rows, backupCodes] = await Promise.all([
    selectActiveFactors(database, accountId),
    selectBackupCodeState(database, accountId),
  ]);
  return { items: rows.map(toFactor), backupCodes };
};

const common = { tag: 'Second factors', policy: 'session', limit: 'byNetwork' } as const;
const FactorPath = z.object({ id: z.uuid() });

/** See, rename and remove second factors. */
export const factorRoutes = ({ database, updateFactor, removeFactor }: Deps): Route[] => [
  defineRoute({
    ...common,
    method: 'get',
    path: '/v1/factors',
    operationId: 'listFactors',
    summary: 'My second factors and backup codes',
    opensToConfined: true,
    answer: { status: 200, schema: FactorList, description: 'Active factors, the default first.' },
    refusals: [],
    handle: ({ caller }) => listFactors(database, caller.accountId),
  }),
  defineRoute({
    ...common,
    method: 'patch',
    path: '/v1/factors/{id}',
    operationId: 'updateFactor',
    summary: 'Rename a factor or make it the default',
    needs: 'stepUp',
    params: FactorPath,
    body: UpdateFactorBody,
    answer: { status: 200, schema: Factor, description: 'The factor as it is now.' },
    refusals: ['factor_not_found'],
    handle: ({ caller, params, body, context }) =>
      updateFactor({ ...body, accountId: caller.accountId, factorId: params.id, context }),
  }),
  defineRoute({
    ...common,
    method: 'delete',
    path: '/v1/factors/{id}',
    operationId: 'removeFactor',
    summary: 'Remove a factor',
    needs: 'stepUp',
    params: FactorPath,
    answer: { status: 204, description: 'It is off; all other sessions have ended.' },
    refusals: ['factor_not_found'],
    handle: ({ caller, params, context }) =>
      removeFactor({
        accountId: caller.accountId,
        sessionId: caller.sessionId,
        factorId: params.id,
        context,
      }),
  }),
];
