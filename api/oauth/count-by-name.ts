import type { RateLimits } from '../http/index.ts';

/**
 * A client that has proved who it is is counted by its name and no longer by its network: a service's whole traffic
 * comes from one address.
 * @throws AtlasError `rate_limited`
 */
export const countByName = async (
  rateLimits: RateLimits,
  { network, clientId }: { network: string; clientId: string },
): Promise<void> => {
  await rateLimits.giveBack('tokenByNetwork', network);
  await rateLimits.spend('introspectionByClient', clientId);
};
