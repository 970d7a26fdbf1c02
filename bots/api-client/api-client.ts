import { AtlasError } from '@atlas/shared/errors';
import type { Clock } from '@atlas/shared/ports';
import {
  AccountProfile,
  AnsweredChallenge,
  type ClaimConnectionOfIdentity,
  ClaimedConnection,
  type ConfirmProofBody,
  ConnectionPreview,
  type IdentityPath,
  LoginLink,
  type NewLoginLink,
  type OpenChallenge,
  OpenChallengeList,
  SessionList,
  type SuspendIdentityBody,
  type UpdateAccountBody,
} from '@atlas/shared/wire';
import type { CallScope } from '../call-scope.ts';
import { createCallApi } from './call-api.ts';
import { pathOf } from './identity-path.ts';
import { createServiceTokens } from './service-token.ts';

/**
 * What a bot asks the API for the person who is writing to it.
 * Every call may throw AtlasError: `unavailable`, `account_not_found`, or what is named beside it.
 */
export type ApiClient = {
  /** Null when this messenger identity has no account yet. */
  findAccount(identity: IdentityPath): Promise<AccountProfile | null>;
  updateAccount(identity: IdentityPath, changes: UpdateAccountBody): Promise<AccountProfile>;
  listSessions(identity: IdentityPath): Promise<SessionList['items']>;
  /** `session_not_found` */
  revokeSession(identity: IdentityPath, sessionId: string): Promise<void>;
  revokeAllSessions(identity: IdentityPath): Promise<void>;
  /** `confirmation_not_found` */
  decideProof(
    identity: IdentityPath,
    confirmationId: string,
    decision: ConfirmProofBody['decision'],
  ): Promise<void>;
  /** Codes that this messenger's sessions wait for, newest first. */
  listChallenges(identity: IdentityPath): Promise<OpenChallenge[]>;
  /** `code_invalid` with the attempts left, `challenge_ended`, `challenge_not_found`, `verification_locked` */
  answerChallenge(identity: IdentityPath, challengeId: string, code: string): Promise<AnsweredChallenge>;
  /** The messenger said that this identity may have changed hands. */
  suspend(identity: IdentityPath, body: SuspendIdentityBody): Promise<void>;
  /** The number that the messenger shows, or that they shared. `identity_suspended` */
  keepPhone(identity: IdentityPath, phone: string): Promise<void>;
  /** A one-time link into the app. `login_start_invalid`, `rate_limited` counts as `unavailable` */
  createLoginLink(identity: IdentityPath, link: NewLoginLink): Promise<LoginLink>;
  /** `recovery_not_found` */
  cancelRecovery(identity: IdentityPath, recoveryId: string): Promise<void>;
  /** What a code from another messenger would do. `connection_invalid`, `identity_connected`, `messenger_connected`, `factor_not_allowed` */
  previewConnection(identity: IdentityPath, token: string): Promise<ConnectionPreview>;
  /** The same, and `merge_required`, `connection_changed` */
  claimConnection(identity: IdentityPath, claim: ClaimConnectionOfIdentity): Promise<ClaimedConnection>;
};

type Deps = {
  apiUrl: string;
  clientId: string;
  clientSecret: string;
  clock: Clock;
  scope: CallScope;
  /** For each request (Default: 3000). */
  timeoutMs?: number;
};

/** A first factor brings ten slow hashes; and an answer that is lost costs the person their code. */
const answerTimeoutMs = 7000;

/** Talks to the API's service routes (`shared/wire/service-identities.ts`) with the bots' own token. */
export const createApiClient = ({ timeoutMs = 3000, ...deps }: Deps): ApiClient => {
  const { apiUrl, scope } = deps;
  const call = createCallApi({
    apiUrl,
    scope,
    timeoutMs,
    tokens: createServiceTokens({ ...deps, timeoutMs, grantedScope: 'identities:act' }),
  });
  const nothing = async (answer: Promise<unknown>): Promise<void> => void (await answer);
  return {
    findAccount: async (identity) => {
      try {
        return AccountProfile.parse(await call({ method: 'GET', path: `${pathOf(identity)}/account` }));
      } catch (error) {
        if (error instanceof AtlasError && error.code === 'account_not_found') return null;
        throw error;
      }
    },
    updateAccount: async (identity, body) =>
      AccountProfile.parse(await call({ method: 'PATCH', path: `${pathOf(identity)}/account`, body })),
    listSessions: async (identity) =>
      SessionList.parse(await call({ method: 'GET', path: `${pathOf(identity)}/sessions` })).items,
    revokeSession: (identity, sessionId) =>
      nothing(call({ method: 'DELETE', path: `${pathOf(identity)}/sessions/${sessionId}` })),
    revokeAllSessions: (identity) =>
      nothing(call({ method: 'DELETE', path: `${pathOf(identity)}/sessions` })),
    decideProof: (identity, confirmationId, decision) =>
      nothing(
        call({
          method: 'POST',
          path: `${pathOf(identity)}/confirmations/${confirmationId}`,
          body: { decision },
        }),
      ),
    suspend: (identity, body) =>
      nothing(call({ method: 'POST', path: `${pathOf(identity)}/suspension`, body })),
    keepPhone: (identity, phone) =>
      nothing(call({ method: 'PUT', path: `${pathOf(identity)}/phone`, body: { phone } })),
    listChallenges: async (identity) =>
      OpenChallengeList.parse(await call({ method: 'GET', path: `${pathOf(identity)}/challenges` })).items,
    answerChallenge: async (identity, challengeId, code) =>
      AnsweredChallenge.parse(
        await call({
          method: 'POST',
          path: `${pathOf(identity)}/challenges/${challengeId}/answer`,
          body: { code },
          timeoutMs: answerTimeoutMs,
        }),
      ),
    createLoginLink: async (identity, body) =>
      LoginLink.parse(await call({ method: 'POST', path: `${pathOf(identity)}/login-links`, body })),
    previewConnection: async (identity, token) => {
      const path = `${pathOf(identity)}/identity-connections/preview`;
      return ConnectionPreview.parse(await call({ method: 'POST', path, body: { token } }));
    },
    claimConnection: async (identity, body) => {
      const path = `${pathOf(identity)}/identity-connections/claim`;
      return ClaimedConnection.parse(await call({ method: 'POST', path, body }));
    },
    cancelRecovery: (identity, recoveryId) =>
      nothing(call({ method: 'DELETE', path: `${pathOf(identity)}/recovery/${recoveryId}` })),
  };
};
