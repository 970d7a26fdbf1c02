import {
  type Account,
  acr,
  type Locale,
  type Messenger,
  type OpenedSession,
  type Session,
} from '@atlas/shared/wire';
import type { EdgeTokens } from '../tokens/index.ts';
import type { SessionRow } from './queries.ts';

export const toSession = (row: SessionRow, currentId: string | null): Session => ({
  id: row.id,
  messenger: row.messenger,
  device: row.device,
  createdAt: row.createdAt.toISOString(),
  lastSeenAt: row.lastSeenAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  current: row.id === currentId,
});

export type OpenedSessionParts = {
  account: { id: string; displayName: string; locale: Locale; createdAt: Date };
  session: SessionRow & {
    messenger: Messenger;
    amr: readonly string[];
    acr: string;
    authTime: Date;
    jkt: string | null;
  };
  isNew: boolean;
  refreshToken: string;
};

const toAccount = ({ id, displayName, locale, createdAt }: OpenedSessionParts['account']): Account => ({
  id,
  displayName,
  locale,
  createdAt: createdAt.toISOString(),
});

/** The answer of every way to sign in, and of a refresh: one place makes edge tokens out of sessions. */
export const createOpenedSession =
  (edgeTokens: EdgeTokens) =>
  ({ account, session, isNew, refreshToken }: OpenedSessionParts): OpenedSession => ({
    accessToken: edgeTokens.issue({
      accountId: account.id,
      sessionId: session.id,
      amr: session.amr,
      acr: session.acr,
      authTime: session.authTime,
      jkt: session.jkt,
    }),
    refreshToken,
    expiresIn: edgeTokens.ttlSecondsOf(session),
    tokenType: session.jkt ? 'DPoP' : 'Bearer',
    account: toAccount(account),
    isNew,
    ...(session.acr === acr.snapshot ? { isSnapshot: true as const } : {}),
    session: toSession(session, session.id),
  });
