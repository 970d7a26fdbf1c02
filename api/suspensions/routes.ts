import { IdentityPath, SuspendIdentityBody } from '@atlas/shared/wire';
import { defineRoute, type Route } from '../http/index.ts';
import type { SuspendIdentity } from './suspend.ts';

export const suspensionRoutes = ({ suspendIdentity }: { suspendIdentity: SuspendIdentity }): Route[] => [
  defineRoute({
    method: 'post',
    path: '/v1/service/identities/{messenger}/{appScope}/{subject}/suspension',
    operationId: 'suspendIdentity',
    summary: 'The messenger said that this identity may have changed hands',
    tag: 'Bots',
    policy: { service: 'identities:act' },
    limit: 'byNetwork',
    params: IdentityPath,
    body: SuspendIdentityBody,
    answer: { status: 204, description: 'It opens nothing but the proof of who they are, from now on.' },
    refusals: ['account_not_found'],
    handle: ({ params, body, context }) =>
      suspendIdentity({
        identity: params,
        suspicion: body.reason,
        successor: body.successor ?? null,
        context,
      }),
  }),
];
