import type { FactorList, Recovery } from '@atlas/shared/wire';
import { useProtectionApi } from '../../protection/use-protection-api.ts';
import { type Resource, useResource } from '../../resources/use-resource.ts';

export type Protection = { factors: FactorList; recovery: Recovery | null };

/** The second factors, and whether they are being recovered. */
export const useProtection = (): Resource<Protection> => {
  const api = useProtectionApi();
  return useResource('protection', async (options) => {
    const [factors, recovery] = await Promise.all([api.listFactors(options), api.getRecovery(options)]);
    return { factors, recovery };
  });
};
