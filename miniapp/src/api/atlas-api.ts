import {
  AccountProfile,
  HistoryPage,
  NotificationPage,
  type NotificationPreferencesBody,
  NotificationSettings,
  type OpenedSession,
  SessionList,
  type UpdateAccountBody,
} from '@atlas/shared/wire';
import type { Call, CallOptions } from './call.ts';
import { readAnswer } from './read-answer.ts';
import type { Session } from './session.ts';

/**
 * The routes that a launch may need. Answers are checked against the contract; each call throws ApiError. Those of
 * linking and second factors come with their screens: see protection-api.ts.
 */
export type AtlasApi = {
  signIn(options?: CallOptions): Promise<OpenedSession>;
  /** The session with what was proved in it meanwhile. */
  renew(options?: CallOptions): Promise<OpenedSession>;
  signOut(options?: CallOptions): Promise<void>;
  getAccount(options?: CallOptions): Promise<AccountProfile>;
  updateAccount(changes: UpdateAccountBody, options?: CallOptions): Promise<AccountProfile>;
  listSessions(options?: CallOptions): Promise<SessionList>;
  revokeSession(id: string, options?: CallOptions): Promise<void>;
  revokeOtherSessions(options?: CallOptions): Promise<void>;
  listNotifications(page: { cursor?: string | undefined }, options?: CallOptions): Promise<NotificationPage>;
  listHistory(page: { cursor?: string | undefined }, options?: CallOptions): Promise<HistoryPage>;
  getPreferences(options?: CallOptions): Promise<NotificationSettings>;
  setPreferences(body: NotificationPreferencesBody, options?: CallOptions): Promise<NotificationSettings>;
};

/** Items of a list that are asked for at once. */
export const pageSize = 20;

const pageQuery = ({ cursor }: { cursor?: string | undefined }) =>
  new URLSearchParams({ limit: String(pageSize), ...(cursor ? { cursor } : {}) }).toString();

type Deps = { session: Pick<Session, 'open' | 'renew' | 'forget'>; call: Call };

export const createAtlasApi = ({ session, call }: Deps): AtlasApi => {
  const noContent = async (response: Promise<Response>) => void (await response);
  return {
    signIn: (options) => session.open(options?.trace),
    renew: (options) => session.renew(options?.trace),
    signOut: async (options) => {
      await call('DELETE', '/v1/sessions/current', options);
      session.forget();
    },
    getAccount: async (options) => readAnswer(AccountProfile, await call('GET', '/v1/account', options)),
    updateAccount: async (changes, options) =>
      readAnswer(AccountProfile, await call('PATCH', '/v1/account', options, changes)),
    listSessions: async (options) => readAnswer(SessionList, await call('GET', '/v1/sessions', options)),
    revokeSession: (id, options) =>
      noContent(call('DELETE', `/v1/sessions/${encodeURIComponent(id)}`, options)),
    revokeOtherSessions: (options) => noContent(call('DELETE', '/v1/sessions?except=current', options)),
    listNotifications: async (page, options) =>
      readAnswer(NotificationPage, await call('GET', `/v1/notifications?${pageQuery(page)}`, options)),
    listHistory: async (page, options) =>
      readAnswer(HistoryPage, await call('GET', `/v1/account/history?${pageQuery(page)}`, options)),
    getPreferences: async (options) =>
      readAnswer(NotificationSettings, await call('GET', '/v1/notification-preferences', options)),
    setPreferences: async (body, options) =>
      readAnswer(NotificationSettings, await call('PUT', '/v1/notification-preferences', options, body)),
  };
};
