import type { ErrorCode } from '@atlas/shared/errors';
import type { Database } from '@atlas/shared/ports';
import {
  ClaimConnectionBody,
  ClaimedConnection,
  ClaimMergeBody,
  ConfirmConnectionBody,
  ConnectionPreview,
  ConnectTokenBody,
  IdentityConnection,
  IdentityList,
  MergeOffer,
  MergePreview,
  StartedConnection,
} from '@atlas/shared/wire';
import { z } from 'zod';
import { selectIdentities, selectIdentityOfSession } from '../accounts/index.ts';
import { defineRoute, type Route } from '../http/index.ts';
import type { ClaimConnection, PreviewConnection, ReadMergeOffer } from './claim-connection.ts';
import type { ClaimantOfSession } from './claimants.ts';
import type { ConfirmConnection } from './confirm-connection.ts';
import type {
  createCancelConnection,
  createPreviewPendingMerge,
  createReadConnection,
} from './read-connection.ts';
import type { RemoveIdentity } from './remove-identity.ts';
import type { StartConnection } from './start-connection.ts';

export type IdentityRoutesDeps = {
  database: Database;
  startConnection: StartConnection;
  readConnection: ReturnType<typeof createReadConnection>;
  cancelConnection: ReturnType<typeof createCancelConnection>;
  claimantOfSession: ClaimantOfSession;
  previewConnection: PreviewConnection;
  readMergeOffer: ReadMergeOffer;
  claimConnection: ClaimConnection;
  confirmConnection: ConfirmConnection;
  removeIdentity: RemoveIdentity;
  previewMerge: ReturnType<typeof createPreviewPendingMerge>;
};

const common = { tag: 'Messengers', policy: 'session', limit: 'byNetwork' } as const;
const ById = z.object({ id: z.uuid() });
/** Ways in which somebody does not fit into an account. */
export const claimRefusals = [
  'connection_invalid',
  'identity_connected',
  'messenger_connected',
  'factor_not_allowed',
] as const satisfies readonly ErrorCode[];

/** The messengers of an account: see them, take one off. */
const identityRoutes = ({ database, removeIdentity }: IdentityRoutesDeps): Route[] => [
  defineRoute({
    ...common,
    method: 'get',
    path: '/v1/identities',
    operationId: 'listIdentities',
    summary: 'The messengers that sign in to my account',
    answer: { status: 200, schema: IdentityList, description: 'Oldest first.' },
    refusals: [],
    handle: async ({ caller }) => {
      const current = await selectIdentityOfSession(database, caller.sessionId);
      const identities = await selectIdentities(database, caller.accountId);
      return {
        items: identities.map(({ id, messenger, createdAt }) => ({
          ...{ id, messenger, linkedAt: createdAt.toISOString() },
          current: id === current?.id,
        })),
      };
    },
  }),
  defineRoute({
    ...common,
    method: 'delete',
    path: '/v1/identities/{id}',
    operationId: 'removeIdentity',
    summary: 'Take a messenger off my account',
    needs: 'stepUpIfProtected',
    params: ById,
    answer: { status: 204, description: 'It signs in no more; the sessions opened in it are over.' },
    refusals: ['identity_not_found', 'last_identity', 'merge_recent'],
    handle: ({ caller, params, context }) =>
      removeIdentity({ accountId: caller.accountId, identityId: params.id, context }),
  }),
];

/** The side that has the account, and asks another messenger in. */
const firstSideRoutes = (deps: IdentityRoutesDeps): Route[] => [
  defineRoute({
    ...common,
    method: 'post',
    path: '/v1/identity-connections',
    operationId: 'startIdentityConnection',
    summary: 'Begin to connect another messenger',
    needs: 'stepUpIfProtected',
    answer: {
      status: 201,
      schema: StartedConnection,
      description: 'What to bring to the other messenger; nothing of it is kept but its hash.',
    },
    refusals: ['idempotency_key_invalid', 'idempotency_key_reused'],
    handle: ({ caller: { accountId, sessionId }, idempotencyKey }) =>
      deps.startConnection({ accountId, sessionId, idempotencyKey }),
  }),
  defineRoute({
    ...common,
    method: 'get',
    path: '/v1/identity-connections/{id}',
    operationId: 'getIdentityConnection',
    summary: 'How far the connection is',
    params: ById,
    answer: {
      status: 200,
      schema: IdentityConnection,
      description:
        'And who wants in, masked: for the session that began it, and for the account that claimed it until it is over.',
    },
    refusals: ['connection_not_found'],
    handle: ({ caller: { accountId, sessionId }, params }) =>
      deps.readConnection({ connectionId: params.id, accountId, sessionId }),
  }),
  defineRoute({
    ...common,
    method: 'get',
    path: '/v1/identity-connections/{id}/merge-preview',
    operationId: 'previewAccountMerge',
    summary: 'What would come over with the account that asks to be merged',
    params: ById,
    answer: { status: 200, schema: MergePreview, description: 'Masked; nothing has been merged.' },
    refusals: ['connection_not_found'],
    handle: ({ caller: { accountId, sessionId }, params }) =>
      deps.previewMerge({ connectionId: params.id, accountId, sessionId }),
  }),
  defineRoute({
    ...common,
    method: 'delete',
    path: '/v1/identity-connections/{id}',
    operationId: 'cancelIdentityConnection',
    summary: 'Stop the connection; nothing is connected',
    params: ById,
    answer: { status: 204, description: 'Stopped.' },
    refusals: ['connection_not_found'],
    handle: ({ caller, params }) =>
      deps.cancelConnection({ connectionId: params.id, accountId: caller.accountId }),
  }),
  defineRoute({
    ...common,
    method: 'post',
    path: '/v1/identity-connections/{id}/confirm',
    operationId: 'confirmIdentityConnection',
    summary: 'Let the other messenger in, by the number it shows',
    limit: 'codeByNetwork',
    params: ById,
    body: ConfirmConnectionBody,
    answer: { status: 204, description: 'Connected.' },
    refusals: [
      'connection_not_found',
      'code_invalid',
      'connection_changed',
      'messenger_connected',
      'factor_not_allowed',
      'merge_shop_conflict',
      'merge_recent',
      'identity_suspended',
    ],
    handle: ({ caller: { accountId, sessionId }, params, body, context }) =>
      deps.confirmConnection({
        ...{ connectionId: params.id, accountId, sessionId, number: body.number, context },
      }),
  }),
];

/** The side that comes along, signed in to an account of its own. */
const otherSideRoutes = (deps: IdentityRoutesDeps): Route[] => [
  defineRoute({
    ...common,
    method: 'post',
    path: '/v1/identity-connections/preview',
    operationId: 'previewIdentityConnection',
    summary: 'What a code from another messenger would do',
    body: ConnectTokenBody,
    answer: { status: 200, schema: ConnectionPreview, description: 'Nothing has been done.' },
    refusals: claimRefusals,
    handle: async ({ caller, body }) => {
      const { claimant } = await deps.claimantOfSession(caller);
      return deps.previewConnection({ token: body.token, claimant, asked: 'in the app' });
    },
  }),
  defineRoute({
    ...common,
    method: 'post',
    path: '/v1/identity-connections/claim',
    operationId: 'claimIdentityConnection',
    summary: 'Bring this messenger into the account that a code is from',
    needs: 'stepUpIfProtected',
    body: ClaimConnectionBody,
    answer: {
      status: 200,
      schema: ClaimedConnection,
      description: 'The number to type on the first side; nothing is connected before.',
    },
    refusals: [...claimRefusals, 'merge_required', 'connection_changed'],
    handle: async ({ caller, body, context }) => {
      const { token, effect } = body;
      const who = await deps.claimantOfSession(caller);
      return deps.claimConnection({ ...who, by: { token }, effect, context });
    },
  }),
  defineRoute({
    ...common,
    method: 'get',
    path: '/v1/account-merges/offer',
    operationId: 'readMergeOffer',
    summary: 'What the code would do that I brought to the chat',
    answer: { status: 200, schema: MergeOffer, description: 'Nothing has been done.' },
    refusals: ['connection_not_found', ...claimRefusals.slice(1)],
    handle: async ({ caller }) => deps.readMergeOffer((await deps.claimantOfSession(caller)).claimant),
  }),
  defineRoute({
    ...common,
    method: 'post',
    path: '/v1/account-merges',
    operationId: 'claimAccountMerge',
    summary: 'Make this account part of the one that a code is from',
    needs: 'stepUpIfProtected',
    body: ClaimMergeBody,
    answer: {
      status: 200,
      schema: ClaimedConnection,
      description: 'The number to type on the first side; nothing is merged before.',
    },
    refusals: [...claimRefusals, 'merge_shop_conflict', 'merge_recent', 'connection_changed'],
    handle: async ({ caller, body, context }) => {
      const who = await deps.claimantOfSession(caller);
      return deps.claimConnection({ ...who, by: body, effect: 'merge', context });
    },
  }),
];

export const identitiesRoutes = (deps: IdentityRoutesDeps): Route[] => [
  ...identityRoutes(deps),
  ...firstSideRoutes(deps),
  ...otherSideRoutes(deps),
];
