import type { Clock, Database } from '@atlas/shared/ports';
import type { Adapter, AdapterFactory, Client as ProviderClient } from 'oidc-provider';
import { InvalidClientAuth } from 'oidc-provider/lib/helpers/errors.js';
import { type Client, claimAssertion, type FindClient } from '../clients/index.ts';
import { tokenExchangeGrantType } from './grant-types.ts';

/** Our own client metadata, beside what RFC 7591 names. */
export const audiencesProperty = 'atlas_audiences';
export const scopesProperty = 'atlas_scopes';

export const listOf = (client: ProviderClient, property: string): readonly string[] =>
  client[property] as readonly string[];

const credentialsOf = ({ credentials }: Client) =>
  credentials.kind === 'keys'
    ? { token_endpoint_auth_method: 'private_key_jwt' as const, jwks: { keys: credentials.keys } }
    : {
        token_endpoint_auth_method: 'client_secret_basic' as const,
        // Stands in for the secret, which nobody has: `compareClientSecret` of the provider knows that these are hashes.
        client_secret: credentials.hashes.map((hash) => hash.toString('hex')).join('.'),
      };

/** The hashes behind what `credentialsOf` put in the place of a secret. */
export const secretHashesOf = (standIn: string | undefined): Buffer[] =>
  (standIn ?? '').split('.').map((hex) => Buffer.from(hex, 'hex'));

const metadataOf = (client: Client) => ({
  client_id: client.clientId,
  ...credentialsOf(client),
  grant_types: ['client_credentials', tokenExchangeGrantType],
  response_types: [],
  redirect_uris: [],
  [audiencesProperty]: client.audiences,
  [scopesProperty]: client.scopes,
});

/** Longer than a client assertion may live, whatever the library makes of its times. */
const minMemorySeconds = 120;

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
 * What oidc-provider may read and keep.
 *
 * - Clients come from the database at every request, so one that was disabled is refused at once.
 * - The `jti` of a client assertion counts once. The library asks whether it was seen and then stores it; two at once
 *   would both pass that, so here storing is the question, in one statement.
 * - Tokens are JWTs and are stored nowhere: none is found under an opaque name, which is no token of ours.
 *
 * Should a later grant need storage, it fails loudly instead of landing in the library's memory, which neither restarts
 * nor other processes share.
 */
export const createClientAdapter = ({
  database,
  clock,
  findClient,
}: {
  database: Database;
  clock: Clock;
  findClient: FindClient;
}): AdapterFactory => {
  const notFound = async () => undefined;
  const adapters: Readonly<Record<string, Partial<Adapter>>> = {
    Client: {
      find: async (clientId) => {
        const client = await findClient(clientId);
        return client ? metadataOf(client) : undefined;
      },
    },
    ReplayDetection: {
      find: notFound,
      upsert: async (fingerprint, _payload, expiresIn = 0) => {
        const expiresAt = new Date(clock().getTime() + Math.max(expiresIn, minMemorySeconds) * 1000);
        if (!(await claimAssertion(database, fingerprint, expiresAt)))
          throw new InvalidClientAuth('client assertion was used before');
      },
    },
    AccessToken: { find: notFound },
    ClientCredentials: { find: notFound },
  };
  return (model) => ({ ...refusing(model), ...adapters[model] });
};
