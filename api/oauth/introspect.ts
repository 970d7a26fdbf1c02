import { type AccessToken, InvalidAccessToken, readAccessToken } from '@atlas/shared/access-token';
import type { Clock } from '@atlas/shared/ports';
import { LRUCache } from 'lru-cache';
import type { FindClient } from '../clients/index.ts';
import type { KeyRing } from '../keys/index.ts';
import type { FindSession } from './find-session.ts';
import type { FindKey } from './local-keys.ts';

/** RFC 7662, 2.2. `active: false` comes alone: why a token is none is nobody's business. */
export type Introspection = { active: false } | ({ active: true } & Record<string, unknown>);

export type Introspect = (input: { token: string; audiences: readonly string[] }) => Promise<Introspection>;

type Deps = {
  clock: Clock;
  issuer: string;
  keyRing: KeyRing;
  findKey: FindKey;
  findClient: FindClient;
  findSession: FindSession;
};

const seconds = (date: Date) => Math.floor(date.getTime() / 1000);

const describe = (issuer: string, { account, ...token }: AccessToken) => ({
  active: true as const,
  iss: issuer,
  aud: token.audience,
  client_id: token.clientId,
  sub: account?.accountId ?? token.clientId,
  scope: token.scopes.join(' '),
  token_type: token.jkt ? 'DPoP' : 'Bearer',
  jti: token.tokenId,
  iat: seconds(token.issuedAt),
  exp: seconds(token.expiresAt),
  ...(account
    ? { sid: account.sessionId, acr: account.acr, amr: account.amr, auth_time: seconds(account.authTime) }
    : {}),
  ...(token.jkt ? { cnf: { jkt: token.jkt } } : {}),
  ...(token.actor ? { act: { sub: token.actor } } : {}),
});

/**
 * Says of an access token whether it is good at this moment: its session lives, or the service that got it for itself
 * is not disabled. A token for an audience that the asking client does not have is as inactive as one made up.
 */
export const createIntrospect = ({
  clock,
  issuer,
  keyRing,
  findKey,
  findClient,
  findSession,
}: Deps): Introspect => {
  /** What a token says never changes: its signature is checked once, whether it is still good at every question. */
  const verified = new LRUCache<string, AccessToken>({ max: 20_000 });
  keyRing.onChange(() => verified.clear());

  const read = async (token: string, now: Date): Promise<AccessToken | null> => {
    const known = verified.get(token);
    if (known) return known;
    const fresh = await readAccessToken(token, { findKey, issuer, now }).catch((error: unknown) => {
      if (error instanceof InvalidAccessToken) return null;
      throw error;
    });
    if (fresh) verified.set(token, fresh);
    return fresh;
  };
  const isAlive = async ({ account, clientId }: AccessToken): Promise<boolean> =>
    (account ? await findSession(account) : await findClient(clientId)) !== undefined;

  return async ({ token, audiences }) => {
    const now = clock();
    const known = await read(token, now);
    const isGood = known && known.expiresAt > now && audiences.includes(known.audience);
    return isGood && (await isAlive(known)) ? describe(issuer, known) : { active: false };
  };
};
