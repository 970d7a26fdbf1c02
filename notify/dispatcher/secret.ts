import type { Vault } from '@atlas/shared/sealing';
import type { Params } from '../templates/index.ts';

/** What of a delivery is kept sealed: the address where it is none of a chat, and parameters that are secret. */
export type Secret = { address?: string; params: Params };

const place = (deliveryId: string) => ({
  table: 'notify.deliveries',
  column: 'sealed',
  rowId: deliveryId,
});

export const sealSecret = (vault: Vault, deliveryId: string, secret: Secret): string =>
  vault.seal(Buffer.from(JSON.stringify(secret)), place(deliveryId));

/** @throws VaultError */
export const openSecret = (vault: Vault, deliveryId: string, sealed: string): Secret =>
  JSON.parse(vault.open(sealed, place(deliveryId)).toString('utf8')) as Secret;
