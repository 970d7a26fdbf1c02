import type { ClaimMergeBody, MergePreview } from '@atlas/shared/wire';
import { useApp } from '../../app-context.ts';
import { useValue } from '../../use-value.ts';

/** A code that can only end in a merge: how it is named, whose account it is from, and what would go over. */
export type MergeBrought = {
  by: ClaimMergeBody;
  accountName: string;
  expiresAt: string;
  merge: MergePreview;
};

/** What the screen of the merge begins with: in memory only, and gone with a reload. */
export const useMergeBrought = () => {
  const { resources, router } = useApp();
  const slot = resources.slot<MergeBrought>('merge-brought');
  return {
    brought: useValue(slot),
    bring: (brought: MergeBrought) => {
      slot.set(brought);
      router.open('merge');
    },
    forget: () => slot.set(undefined),
  };
};
