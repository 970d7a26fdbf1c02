export { type AccountKey, openAccountKey, newAccountKey, openPersonal, sealPersonal } from './account-key.ts';
export { createVault, type SealedPlace, type Vault, VaultError } from './vault.ts';
