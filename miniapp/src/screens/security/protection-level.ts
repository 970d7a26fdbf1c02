import type { FactorList } from '@atlas/shared/wire';

export type ProtectionLevel = 'basic' | 'unkept' | 'strong';

/** No factor; a factor but no way back in without it; both. */
export const protectionLevel = ({ items, backupCodes }: FactorList): ProtectionLevel => {
  if (items.length === 0) return 'basic';
  return backupCodes.confirmed && backupCodes.left > 0 ? 'strong' : 'unkept';
};
