import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import {
  AccountProfile,
  ConfirmProofBody,
  FactorList,
  IdentityPath,
  SessionList,
  UpdateAccountBody,
} from '@atlas/shared/wire';
import { z } from 'zod';
import { getTrustedAccountId, selectProfile, toProfile, type UpdateAccount } from '../accounts/index.ts';
import { listFactors } from '../factors/index.ts';
import { defineRoute, type Route } from '../http/index.ts';
import type { CancelRecovery } from '../recovery/index.ts';
import {
  type DecideConfirmation,
  type RevokeSessions,
  selectLiveSessions,
  toSession,
} from '../sessions/index.ts';

type Deps = {
  database: Database;
  clock: Clock;
  updateAccount: UpdateAccount;
  revokeSessions: RevokeSessions;
  decideConfirmation: DecideConfirmation;
  cancelRecovery: CancelRecovery;
};

const base = '/v1/service/identities/{messenger}/{appScope}/{subject}';
const common = {
  tag: 'Bots',
  policy: { service: 'identities:act' },
  limit: 'byNetwork',
  params: IdentityPath,
} as const;

/** What a bot does for the person who writes to it; the messenger's signed webhook proved who that is. */
export const serviceIdentityRoutes = (deps: Deps): Route[] => {
  const { database, clock, updateAccount, revokeSessions, decideConfirmation, cancelRecovery } = deps;
  const accountOf = (identity: IdentityPath): Promise<string> => getTrustedAccountId(database, identity);
  return [
    defineRoute({
      ...common,
      method: 'get',
      path: `${base}/account`,
      operationId: 'getAccountOfIdentity',
      summary: 'The account this messenger identity signs in to',
      answer: { status: 200, schema: AccountProfile, description: 'Its profile.' },
      refusals: ['account_not_found', 'identity_suspended'],
      handle: async ({ params }) => {
        const profile = toProfile(await selectProfile(database, await accountOf(params)));
        if (!profile) throw new AtlasError('account_not_found');
        return profile;
      },
    }),
    defineRoute({
      ...common,
      method: 'patch',
      path: `${base}/account`,
      operationId: 'updateAccountOfIdentity',
      summary: 'Change name or language for the person writing',
      body: UpdateAccountBody,
      answer: { status: 200, schema: AccountProfile, description: 'The profile as it is now.' },
      refusals: ['account_not_found', 'identity_suspended'],
      handle: async ({ params, body, context }) => updateAccount(await accountOf(params), body, context),
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: `${base}/sessions`,
      operationId: 'listSessionsOfIdentity',
      summary: 'Devices of the person writing',
      answer: { status: 200, schema: SessionList, description: 'Live sessions, last seen first.' },
      refusals: ['account_not_found', 'identity_suspended'],
      handle: async ({ params }) => {
        const rows = await selectLiveSessions(database, await accountOf(params), clock());
        return { items: rows.map((row) => toSession(row, null)) };
      },
    }),
    defineRoute({
      ...common,
      method: 'delete',
      path: `${base}/sessions/{id}`,
      operationId: 'revokeSessionOfIdentity',
      summary: 'End one session for the person writing',
      params: IdentityPath.extend({ id: z.uuid() }),
      answer: { status: 204, description: 'That session is over.' },
      refusals: ['account_not_found', 'identity_suspended', 'session_not_found'],
      handle: async ({ params, context }) =>
        revokeSessions({ accountId: await accountOf(params), only: params.id, reason: 'revoked', context }),
    }),
    defineRoute({
      ...common,
      method: 'delete',
      path: `${base}/sessions`,
      operationId: 'revokeSessionsOfIdentity',
      summary: 'End all sessions for the person writing',
      answer: { status: 204, description: 'They are over.' },
      refusals: ['account_not_found', 'identity_suspended'],
      handle: async ({ params, context }) =>
        revokeSessions({ accountId: await accountOf(params), reason: 'revoked', context }),
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: `${base}/confirmations/{confirmationId}`,
      operationId: 'confirmProof',
      summary: 'The answer to "is this you?"',
      params: IdentityPath.extend({ confirmationId: z.uuid() }),
      body: ConfirmProofBody,
      answer: { status: 204, description: 'Noted.' },
      refusals: ['account_not_found', 'identity_suspended', 'confirmation_not_found'],
      handle: async ({ params, body }) =>
        decideConfirmation({
          accountId: await accountOf(params),
          confirmationId: params.confirmationId,
          decision: body.decision,
        }),
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: `${base}/factors`,
      operationId: 'listFactorsOfIdentity',
      summary: 'Second factors of the person writing, masked',
      answer: { status: 200, schema: FactorList, description: 'Active factors, the default first.' },
      refusals: ['account_not_found', 'identity_suspended'],
      handle: async ({ params }) => listFactors(database, await accountOf(params)),
    }),
    defineRoute({
      ...common,
      method: 'delete',
      path: `${base}/recovery/{recoveryId}`,
      operationId: 'cancelRecoveryOfIdentity',
      summary: 'The person writing stops a recovery',
      params: IdentityPath.extend({ recoveryId: z.uuid() }),
      answer: { status: 204, description: 'Stopped; the factors stay.' },
      refusals: ['account_not_found', 'identity_suspended', 'recovery_not_found'],
      handle: async ({ params, context }) =>
        cancelRecovery({
          accountId: await accountOf(params),
          recoveryId: params.recoveryId,
          by: 'chat',
          context,
        }),
    }),
  ];
};
