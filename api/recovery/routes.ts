import { Recovery } from '@atlas/shared/wire';
import { defineRoute, type Route } from '../http/index.ts';
import {
  type CancelRecovery,
  createCompleteRecovery,
  createRequestRecovery,
  type Deps,
  readRecovery,
} from './recover.ts';

const common = { tag: 'Second factors', policy: 'session', limit: 'byNetwork' } as const;

/** The way back for somebody who lost every factor. */
export const recoveryRoutes = ({
  cancelRecovery,
  ...deps
}: Deps & { cancelRecovery: CancelRecovery }): Route[] => {
  const requestRecovery = createRequestRecovery(deps);
  const completeRecovery = createCompleteRecovery(deps);
  return [
    defineRoute({
      ...common,
      method: 'post',
      path: '/v1/recovery',
      operationId: 'requestRecovery',
      summary: 'I lost every factor: take them off in 24 h',
      needs: 'freshProof',
      answer: {
        status: 201,
        schema: Recovery,
        description: 'Announced in every chat, where it can be stopped.',
      },
      refusals: ['recovery_pending', 'factor_not_found', 'idempotency_key_invalid', 'idempotency_key_reused'],
      handle: ({ caller, idempotencyKey, context }) =>
        requestRecovery({
          accountId: caller.accountId,
          sessionId: caller.sessionId,
          idempotencyKey,
          context,
        }),
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: '/v1/recovery',
      operationId: 'getRecovery',
      summary: 'The recovery under way',
      answer: { status: 200, schema: Recovery, description: 'Waiting, or ready to be completed.' },
      refusals: ['recovery_not_found'],
      handle: ({ caller }) => readRecovery(deps, caller.accountId),
    }),
    defineRoute({
      ...common,
      method: 'delete',
      path: '/v1/recovery',
      operationId: 'cancelRecovery',
      summary: 'Stop the recovery; the factors stay',
      answer: { status: 204, description: 'Stopped.' },
      refusals: ['recovery_not_found'],
      handle: ({ caller, context }) =>
        cancelRecovery({ accountId: caller.accountId, by: 'session', context }),
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: '/v1/recovery/complete',
      operationId: 'completeRecovery',
      summary: 'After the wait: take all factors off',
      needs: 'freshProof',
      answer: { status: 204, description: 'All factors are off, all other sessions have ended.' },
      refusals: ['recovery_not_found', 'recovery_not_ready'],
      handle: ({ caller, context }) =>
        completeRecovery({ accountId: caller.accountId, sessionId: caller.sessionId, context }),
    }),
  ];
};
