import {
  ClaimedConnection,
  type ConnectionEffect,
  ConnectionPreview,
  IdentityConnection,
  IdentityList,
  StartedConnection,
} from '@atlas/shared/wire';
import type { Call, CallOptions } from '../../api/call.ts';
import { readAnswer } from '../../api/read-answer.ts';

const base = '/v1/identity-connections';
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
    claim: async (token: string, effect: ConnectionEffect, options?: CallOptions) =>
      readAnswer(ClaimedConnection, await call('POST', `${base}/claim`, options, { token, effect })),
  };
};
export type MessengersApi = ReturnType<typeof createMessengersApi>;
