import {
  AccountMergeList,
  ClaimedConnection,
  type ClaimMergeBody,
  type ConnectionEffect,
  ConnectionPreview,
  IdentityConnection,
  IdentityList,
  MergeOffer,
  MergePreview,
  MergeUndoPreview,
  StartedConnection,
} from '@atlas/shared/wire';
import { toApiError } from '../../api/api-error.ts';
import type { Call, CallOptions } from '../../api/call.ts';
import { readAnswer } from '../../api/read-answer.ts';

const base = '/v1/identity-connections';
const merges = '/v1/account-merges';
const at = (id: string) => `${base}/${encodeURIComponent(id)}`;

/** The messengers of an account, and how another one comes in. Each call throws ApiError. */
export const createMessengersApi = (call: Call) => {
  const nothing = async (response: Promise<Response>): Promise<void> => void (await response);
  return {
    list: async (options?: CallOptions) =>
      readAnswer(IdentityList, await call('GET', '/v1/identities', options)),
    remove: (id: string, options?: CallOptions) =>
      nothing(call('DELETE', `/v1/identities/${encodeURIComponent(id)}`, options)),
    start: async (options?: CallOptions) => readAnswer(StartedConnection, await call('POST', base, options)),
    see: async (id: string, options?: CallOptions) =>
      readAnswer(IdentityConnection, await call('GET', at(id), options)),
    cancel: (id: string, options?: CallOptions) => nothing(call('DELETE', at(id), options)),
    confirm: (id: string, number: string, options?: CallOptions) =>
      nothing(call('POST', `${at(id)}/confirm`, options, { number })),
    preview: async (token: string, options?: CallOptions) =>
      readAnswer(ConnectionPreview, await call('POST', `${base}/preview`, options, { token })),
    previewMerge: async (id: string, options?: CallOptions) =>
      readAnswer(MergePreview, await call('GET', `${at(id)}/merge-preview`, options)),
    /** Null where no code was brought to the chat. */
    readOffer: async (options?: CallOptions): Promise<MergeOffer | null> => {
      try {
        return await readAnswer(MergeOffer, await call('GET', `${merges}/offer`, options));
      } catch (error) {
        if (toApiError(error).code === 'connection_not_found') return null;
        throw error;
      }
    },
    claimMerge: async (by: ClaimMergeBody, options?: CallOptions) =>
      readAnswer(ClaimedConnection, await call('POST', merges, options, by)),
    listMerges: async (options?: CallOptions) =>
      readAnswer(AccountMergeList, await call('GET', merges, options)),
    previewUndo: async (id: string, options?: CallOptions) =>
      readAnswer(
        MergeUndoPreview,
        await call('GET', `${merges}/${encodeURIComponent(id)}/undo-preview`, options),
      ),
    undoMerge: (id: string, options?: CallOptions) =>
      nothing(call('POST', `${merges}/${encodeURIComponent(id)}/undo`, options)),
    claim: async (token: string, effect: ConnectionEffect, options?: CallOptions) =>
      readAnswer(ClaimedConnection, await call('POST', `${base}/claim`, options, { token, effect })),
  };
};
export type MessengersApi = ReturnType<typeof createMessengersApi>;
