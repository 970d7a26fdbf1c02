import { type AccessToken, InvalidAccessToken, readAccessToken } from '@atlas/shared/access-token';
import type { Clock, Database } from '@atlas/shared/ports';
import { findClient } from '../clients/index.ts';
import type { FindKey } from './local-keys.ts';
import { selectExchangedSession } from './queries.ts';

/** RFC 7662, 2.2. `active: false` comes alone: why a token is none is nobody's business. */
export type Introspection = { active: false } | ({ active: true } & Record<string, unknown>);

export type Introspect = (input: { token: string; audiences: readonly string[] }) => Promise<Introspection>;

type Deps = { database: Database; clock: Clock; issuer: string; findKey: FindKey };

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
export const createIntrospect = ({ database, clock, issuer, findKey }: Deps): Introspect => {
  const isAlive = async ({ account, clientId }: AccessToken, now: Date): Promise<boolean> =>
    account
      ? (await selectExchangedSession(database, account, now)) !== undefined
      : (await findClient(database, clientId, now)) !== null;

  return async ({ token, audiences }) => {
    const now = clock();
    const known = await readAccessToken(token, { findKey, issuer, now }).catch((error: unknown) => {
      if (error instanceof InvalidAccessToken) return null;
      throw error;
    });
    const isGood = known && known.expiresAt > now && audiences.includes(known.audience);
    return isGood && (await isAlive(known, now)) ? describe(issuer, known) : { active: false };
  };
};
