export { type AccountKey, newAccountKey, openAccountKey, openPersonal, sealPersonal } from './account-key.ts';
export { ensureCommandKey } from './command-keys.ts';
export {
  createCommandOpener,
  createCommandSealer,
  type OpenCommand,
  type SealCommand,
} from './command-seal.ts';
export { createVault, type SealedPlace, type Vault, VaultError } from './vault.ts';
