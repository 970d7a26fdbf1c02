import type { Vault } from '@atlas/shared/sealing';
import { accountProjections } from '../accounts/index.ts';
import { backupCodeProjection } from '../backup-codes/index.ts';
import { createFactorProjection } from '../factors/index.ts';
import { mergeProjection } from '../merges/index.ts';
import type { Projection } from '../rebuild/index.ts';
import { recoveryProjection } from '../recovery/index.ts';
import { sessionProjection } from '../sessions/index.ts';
import { createShopLinkProjection } from '../shop-link/index.ts';

/** Every table that the event log alone can tell. */
export const createProjections = (vault: Vault): readonly Projection[] => [
  ...accountProjections,
  sessionProjection,
  createFactorProjection(vault),
  backupCodeProjection,
  recoveryProjection,
  mergeProjection,
  createShopLinkProjection(vault),
];
