import type { SealedPlace, Vault } from '@atlas/shared/sealing';
import type { Destination } from '../codes/index.ts';
import type { SealedFactor } from './queries.ts';

type Owner = { accountId: string; factorId: string };

/** Seals and opens what a factor keeps; nothing opens in another row, column or account. */
export type FactorSeals = {
  sealDestination(address: string, owner: Owner): string;
  sealSecret(secret: Uint8Array, owner: Owner): string;
  /** Where codes of an sms or email factor go. @throws VaultError */
  destinationOf(
    factor: Pick<SealedFactor, 'id' | 'kind' | 'sealedDestination'>,
    accountId: string,
  ): Destination | null;
  /** The bytes that a totp factor's codes are made of. @throws VaultError */
  openSecret(sealedSecret: string, owner: Owner): Buffer;
};

const place = (column: string, { accountId, factorId }: Owner): SealedPlace => ({
  table: 'factors',
  column,
  rowId: factorId,
  accountId,
});

export const createFactorSeals = (vault: Vault): FactorSeals => ({
  sealDestination: (address, owner) => vault.seal(Buffer.from(address), place('sealed_destination', owner)),
  sealSecret: (secret, owner) => vault.seal(secret, place('sealed_secret', owner)),
  destinationOf: ({ id, kind, sealedDestination }, accountId) => {
    if (kind === 'totp' || !sealedDestination) return null;
    const owner = { accountId, factorId: id };
    return {
      channel: kind,
      address: vault.open(sealedDestination, place('sealed_destination', owner)).toString(),
    };
  },
  openSecret: (sealedSecret, owner) => vault.open(sealedSecret, place('sealed_secret', owner)),
});
