import type { Clock, Database } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import { ensureClient } from '../clients/index.ts';
import { audiences } from '../oauth/index.ts';

export const gatewayClientId = 'atlas-gateway';

/**
 * The inside gateway is a client like any other gateway: listed, audited, limited to its audiences, and off when it is
 * disabled. It lives in this process and never sends its secret anywhere.
 */
export const ensureGatewayClient = ({
  database,
  clock,
  vault,
}: {
  database: Database;
  clock: Clock;
  vault: Vault;
}): Promise<void> =>
  ensureClient(
    { database, clock },
    {
      clientId: gatewayClientId,
      name: 'Inside gateway',
      secret: vault.deriveKey('client-secret.atlas-gateway').toString('base64url'),
      audiences: Object.keys(audiences),
      scopes: [],
    },
  );
