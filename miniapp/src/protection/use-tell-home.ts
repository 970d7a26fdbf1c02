import { useApp } from '../app-context.ts';
import type { ProtectionState } from './protection-state.ts';

type Home = { protection: ProtectionState };

/** Corrects what the home screen knows by what just changed, so that it doesn't advise what was done a moment ago. */
export const useTellHome = () => {
  const { resources } = useApp();
  return (change: (known: ProtectionState) => Partial<ProtectionState>): void => {
    const home = resources.slot<Home>('home');
    const shown = home.get();
    if (shown) home.set({ ...shown, protection: { ...shown.protection, ...change(shown.protection) } });
  };
};
