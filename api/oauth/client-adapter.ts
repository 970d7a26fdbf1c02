import type { Database } from '@atlas/shared/ports';
import type { Adapter, AdapterFactory } from 'oidc-provider';
import { type Client, findClient } from '../clients/index.ts';

/** Our own client metadata, beside what RFC 7591 names. */
export const audiencesProperty = 'atlas_audiences';
export const scopesProperty = 'atlas_scopes';

const metadataOf = ({ clientId, secretHash, audiences, scopes }: Client) => ({
  client_id: clientId,
  // Stands in for the secret, which nobody has: `compareClientSecret` of the provider knows that this is its hash.
  client_secret: secretHash.toString('hex'),
  token_endpoint_auth_method: 'client_secret_basic' as const,
  grant_types: ['client_credentials'],
  response_types: [],
  redirect_uris: [],
  [audiencesProperty]: audiences,
  [scopesProperty]: scopes,
});

const refusing = (model: string): Adapter => {
  const refuse = () =>
    Promise.reject(new Error(`oidc-provider asked to store a ${model}; no grant that is on needs one`));
  return {
    upsert: refuse,
    find: refuse,
    findByUserCode: refuse,
    findByUid: refuse,
    consume: refuse,
    destroy: refuse,
    revokeByGrantId: refuse,
  };
};

/**
 * What oidc-provider may read and keep. Clients come from the database at every request, so one that was disabled is
 * refused at once. A client-credentials token is a JWT and is stored nowhere; should a later grant need storage, it
 * fails loudly here instead of landing in the library's memory, which neither restarts nor other processes share.
 */
export const createClientAdapter =
  (database: Database): AdapterFactory =>
  (model) => {
    if (model !== 'Client') return refusing(model);
    const find = async (clientId: string) => {
      const client = await findClient(database, clientId);
      return client ? metadataOf(client) : undefined;
    };
    return { ...refusing(model), find };
  };
