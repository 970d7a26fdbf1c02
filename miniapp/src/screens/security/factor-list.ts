import type { Factor, FactorList } from '@atlas/shared/wire';

/** The list with one factor changed; there is one default at most. */
export const withChanged = (factors: FactorList, changed: Factor): FactorList => ({
  ...factors,
  items: factors.items.map((factor) => {
    if (factor.id === changed.id) return changed;
    return changed.isDefault ? { ...factor, isDefault: false } : factor;
  }),
});

/** The list without one. */
export const without = (factors: FactorList, id: string): FactorList => ({
  ...factors,
  items: factors.items.filter((factor) => factor.id !== id),
});
