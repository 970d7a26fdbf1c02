export { type AccountKey, newAccountKey, openAccountKey, openPersonal, sealPersonal } from './account-key.ts';
export { createVault, type SealedPlace, type Vault, VaultError } from './vault.ts';
