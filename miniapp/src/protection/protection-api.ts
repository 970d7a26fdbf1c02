import {
  BackupCodes,
  Challenge,
  ChallengeState,
  ConfirmedFactor,
  type CreateChallengeBody,
  type EnrolFactorBody,
  Factor,
  FactorEnrolment,
  FactorList,
  LinkedShop,
  type LinkShopBody,
  RaisedSession,
  Recovery,
  type ShopCredentials,
  ShopLink,
  ShopLinkPreview,
  type UpdateFactorBody,
} from '@atlas/shared/wire';
import { toApiError } from '../api/api-error.ts';
import type { Call, CallOptions } from '../api/call.ts';
import type { Connection } from '../api/connect-api.ts';
import { readAnswer } from '../api/read-answer.ts';

/** The old shop, as far as this account is concerned; `unavailable` where this Atlas has no old shop. */
export type ShopLinkState =
  | { kind: 'linked'; link: ShopLink }
  | { kind: 'not-linked' }
  | { kind: 'unavailable' };

/**
 * Linking, second factors and recovery. Answers are checked against the contract; each call throws ApiError. Where an
 * answer raises the session, the session goes on with its new token.
 */
export type ProtectionApi = {
  getShopLink(options?: CallOptions): Promise<ShopLinkState>;
  previewShopLink(credentials: ShopCredentials, options?: CallOptions): Promise<ShopLinkPreview>;
  linkShop(body: LinkShopBody, options?: CallOptions): Promise<ShopLink>;
  unlinkShop(options?: CallOptions): Promise<void>;
  verifyShop(credentials: ShopCredentials, options?: CallOptions): Promise<void>;
  listFactors(options?: CallOptions): Promise<FactorList>;
  enrolFactor(body: EnrolFactorBody, options?: CallOptions): Promise<FactorEnrolment>;
  confirmFactor(id: string, code: string, options?: CallOptions): Promise<ConfirmedFactor>;
  updateFactor(id: string, changes: UpdateFactorBody, options?: CallOptions): Promise<Factor>;
  removeFactor(id: string, options?: CallOptions): Promise<void>;
  createBackupCodes(options?: CallOptions): Promise<BackupCodes>;
  confirmBackupCodes(code: string, options?: CallOptions): Promise<void>;
  createChallenge(body: CreateChallengeBody, options?: CallOptions): Promise<Challenge>;
  /** How a challenge of this session stands; it may be answered elsewhere, as in the chat. */
  readChallenge(id: string, options?: CallOptions): Promise<ChallengeState>;
  answerChallenge(id: string, code: string, options?: CallOptions): Promise<void>;
  resendChallenge(id: string, options?: CallOptions): Promise<Challenge>;
  /** Null where none is under way. */
  getRecovery(options?: CallOptions): Promise<Recovery | null>;
  requestRecovery(options?: CallOptions): Promise<Recovery>;
  cancelRecovery(options?: CallOptions): Promise<void>;
  completeRecovery(options?: CallOptions): Promise<void>;
};

const isRefusedAs = (error: unknown, code: string) => toApiError(error).code === code;

const shopRoutes = (call: Call, adopt: Connection['adopt']) => ({
  getShopLink: async (options?: CallOptions): Promise<ShopLinkState> => {
    try {
      return {
        kind: 'linked',
        link: await readAnswer(ShopLink, await call('GET', '/v1/shop-link', options)),
      };
    } catch (error) {
      if (isRefusedAs(error, 'shop_link_not_found')) return { kind: 'not-linked' };
      if (isRefusedAs(error, 'shop_not_configured')) return { kind: 'unavailable' };
      throw error;
    }
  },
  previewShopLink: async (credentials: ShopCredentials, options?: CallOptions) =>
    readAnswer(ShopLinkPreview, await call('POST', '/v1/shop-link/preview', options, credentials)),
  linkShop: async (body: LinkShopBody, options?: CallOptions): Promise<ShopLink> => {
    const linked = await readAnswer(LinkedShop, await call('POST', '/v1/shop-link', options, body));
    adopt(linked);
    return linked;
  },
  unlinkShop: async (options?: CallOptions) => void (await call('DELETE', '/v1/shop-link', options)),
  verifyShop: async (credentials: ShopCredentials, options?: CallOptions) =>
    adopt(await readAnswer(RaisedSession, await call('POST', '/v1/shop-link/verify', options, credentials))),
});

const factorRoutes = (call: Call, adopt: Connection['adopt']) => {
  const pathOf = (id: string) => `/v1/factors/${encodeURIComponent(id)}`;
  return {
    listFactors: async (options?: CallOptions) =>
      readAnswer(FactorList, await call('GET', '/v1/factors', options)),
    enrolFactor: async (body: EnrolFactorBody, options?: CallOptions) =>
      readAnswer(FactorEnrolment, await call('POST', '/v1/factors', options, body)),
    confirmFactor: async (id: string, code: string, options?: CallOptions) => {
      const answer = await call('POST', `${pathOf(id)}/confirm`, options, { code });
      const confirmed = await readAnswer(ConfirmedFactor, answer);
      adopt(confirmed);
      return confirmed;
    },
    updateFactor: async (id: string, changes: UpdateFactorBody, options?: CallOptions) =>
      readAnswer(Factor, await call('PATCH', pathOf(id), options, changes)),
    removeFactor: async (id: string, options?: CallOptions) =>
      void (await call('DELETE', pathOf(id), options)),
    createBackupCodes: async (options?: CallOptions) =>
      readAnswer(BackupCodes, await call('POST', '/v1/backup-codes', options)),
    confirmBackupCodes: async (code: string, options?: CallOptions) =>
      void (await call('POST', '/v1/backup-codes/confirm', options, { code })),
  };
};

const challengeRoutes = (call: Call, adopt: Connection['adopt']) => {
  const pathOf = (id: string) => `/v1/challenges/${encodeURIComponent(id)}`;
  return {
    createChallenge: async (body: CreateChallengeBody, options?: CallOptions) =>
      readAnswer(Challenge, await call('POST', '/v1/challenges', options, body)),
    readChallenge: async (id: string, options?: CallOptions) =>
      readAnswer(ChallengeState, await call('GET', pathOf(id), options)),
    answerChallenge: async (id: string, code: string, options?: CallOptions) =>
      adopt(await readAnswer(RaisedSession, await call('POST', `${pathOf(id)}/answer`, options, { code }))),
    resendChallenge: async (id: string, options?: CallOptions) =>
      readAnswer(Challenge, await call('POST', `${pathOf(id)}/resend`, options)),
  };
};

const recoveryRoutes = (call: Call) => ({
  getRecovery: async (options?: CallOptions): Promise<Recovery | null> => {
    try {
      return await readAnswer(Recovery, await call('GET', '/v1/recovery', options));
    } catch (error) {
      if (isRefusedAs(error, 'recovery_not_found')) return null;
      throw error;
    }
  },
  requestRecovery: async (options?: CallOptions) =>
    readAnswer(Recovery, await call('POST', '/v1/recovery', options)),
  cancelRecovery: async (options?: CallOptions) => void (await call('DELETE', '/v1/recovery', options)),
  completeRecovery: async (options?: CallOptions) =>
    void (await call('POST', '/v1/recovery/complete', options)),
});

export const createProtectionApi = ({ call, adopt }: Pick<Connection, 'call' | 'adopt'>): ProtectionApi => ({
  ...shopRoutes(call, adopt),
  ...factorRoutes(call, adopt),
  ...challengeRoutes(call, adopt),
  ...recoveryRoutes(call),
});
