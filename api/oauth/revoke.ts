import { InvalidAccessToken, readAccessToken } from '@atlas/shared/access-token';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock } from '@atlas/shared/ports';
import type { RequestContext } from '../http/index.ts';
import type { RevokeSessions } from '../sessions/index.ts';
import type { EdgeTokens } from '../tokens/index.ts';
import { scopesOf } from './audiences.ts';
import type { FindKey } from './local-keys.ts';

type Holder = { accountId: string; sessionId: string };

/** @returns `unsupported` for the client's own service token, which no session stands behind. */
export type Revoke = (input: {
  token: string;
  client: { clientId: string; audiences: readonly string[] };
  context: RequestContext;
}) => Promise<'done' | 'unsupported'>;

type Deps = {
  clock: Clock;
  issuer: string;
  findKey: FindKey;
  edgeTokens: EdgeTokens;
  revokeSessions: RevokeSessions;
};

/**
 * Revokes a token [RFC 7009] by ending the session behind it: with it go its edge, refresh and access tokens, all of
 * them. A client may give back what is its own: an access token that it got, or the edge token of a person that it may
 * exchange. Anything else is answered alike, and left alone.
 */
export const createRevoke = ({ clock, issuer, findKey, edgeTokens, revokeSessions }: Deps): Revoke => {
  const readOwn = (token: string) =>
    readAccessToken(token, { findKey, issuer, now: clock() }).catch((error: unknown) => {
      if (error instanceof InvalidAccessToken) return null;
      throw error;
    });
  const readEdge = (token: string): Promise<Holder | null> =>
    edgeTokens.verify(token).catch((error: unknown) => {
      if (error instanceof AtlasError && error.code === 'invalid_token') return null;
      throw error;
    });

  const end = async ({ accountId, sessionId }: Holder, context: RequestContext) => {
    await revokeSessions({ accountId, only: sessionId, reason: 'revoked', context }).catch(
      (error: unknown) => {
        // It had ended already: what was asked for is so.
        if (!(error instanceof AtlasError && error.code === 'session_not_found')) throw error;
      },
    );
  };

  return async ({ token, client, context }) => {
    const own = await readOwn(token);
    if (own) {
      if (own.clientId !== client.clientId) return 'done';
      if (!own.account) return 'unsupported';
      await end(own.account, context);
      return 'done';
    }
    const mayExchange = client.audiences.some((audience) => scopesOf(audience) !== undefined);
    const edge = mayExchange ? await readEdge(token) : null;
    if (edge) await end(edge, context);
    return 'done';
  };
};
