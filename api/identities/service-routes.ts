import {
  ClaimConnectionOfIdentity,
  ClaimedConnection,
  ConnectionPreview,
  IdentityPath,
  PreviewConnectionOfIdentity,
} from '@atlas/shared/wire';
import { defineRoute, type Route } from '../http/index.ts';
import type { ClaimConnection, PreviewConnection } from './claim-connection.ts';
import type { ClaimantOfIdentity } from './claimants.ts';
import { claimRefusals } from './routes.ts';

type Deps = {
  claimantOfIdentity: ClaimantOfIdentity;
  previewConnection: PreviewConnection;
  claimConnection: ClaimConnection;
};

const base = '/v1/service/identities/{messenger}/{appScope}/{subject}/identity-connections';
const common = {
  method: 'post',
  tag: 'Bots',
  policy: { service: 'identities:act' },
  limit: 'byNetwork',
  params: IdentityPath,
} as const;

/** The same for the person who writes to a bot, with or without an account; the messenger's webhook proved who that is. */
export const serviceConnectionRoutes = (deps: Deps): Route[] => [
  defineRoute({
    ...common,
    path: `${base}/preview`,
    operationId: 'previewConnectionOfIdentity',
    summary: 'What a code from another messenger would do for the person writing',
    body: PreviewConnectionOfIdentity,
    answer: {
      status: 200,
      schema: ConnectionPreview,
      description: 'Nothing has been done; with `merge` the app offers it to this person until it is over.',
    },
    refusals: claimRefusals,
    handle: async ({ params, body }) =>
      deps.previewConnection({
        ...{ token: body.token, claimant: await deps.claimantOfIdentity(params), asked: 'by a bot' },
      }),
  }),
  defineRoute({
    ...common,
    path: `${base}/claim`,
    operationId: 'claimConnectionOfIdentity',
    summary: 'Bring the person writing into the account that a code is from',
    body: ClaimConnectionOfIdentity,
    answer: {
      status: 200,
      schema: ClaimedConnection,
      description: 'The number to type on the first side; nothing is connected before.',
    },
    refusals: [...claimRefusals, 'merge_required', 'connection_changed'],
    handle: async ({ params, body, context }) => {
      const { token, effect, displayName: claimantName } = body;
      const claimant = await deps.claimantOfIdentity(params, body);
      return deps.claimConnection({ by: { token }, effect, claimant, claimantName, context });
    },
  }),
];
