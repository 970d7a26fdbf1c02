import type { Client } from '../clients/index.ts';
import { scopesOf } from './audiences.ts';

/** What of RFC 8693, 2.2.2 and RFC 6749, 5.2 a request is refused with. */
export type RequestedScopes = { scopes: readonly string[] } | { error: 'invalid_target' | 'invalid_scope' };

/**
 * The scopes that a client asks for at an audience: those it names, or all that it may have there. A client that was
 * registered with scopes gets none beside them; one scope too many refuses the request, so that a typo is seen.
 */
export const requestedScopes = (
  client: Pick<Client, 'audiences' | 'scopes'>,
  audience: string,
  named: readonly string[] | null,
): RequestedScopes => {
  const known = client.audiences.includes(audience) ? scopesOf(audience) : undefined;
  if (!known) return { error: 'invalid_target' };
  const isAllowed = (scope: string) => client.scopes.length === 0 || client.scopes.includes(scope);
  const allowed = Object.keys(known).filter(isAllowed);
  const scopes = [...new Set(named ?? allowed)];
  const isGood = scopes.length > 0 && scopes.every((scope) => allowed.includes(scope));
  return isGood ? { scopes } : { error: 'invalid_scope' };
};
