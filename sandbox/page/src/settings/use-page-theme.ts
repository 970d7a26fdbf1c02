import { useEffect } from 'react';
import { useStored } from './use-stored.ts';

export const pageThemes = ['system', 'light', 'dark'] as const;
export type PageTheme = (typeof pageThemes)[number];

/** The look of the desk itself: what the system prefers unless the person chose otherwise. */
export const usePageTheme = (): [PageTheme, (theme: PageTheme) => void] => {
  const [theme, setTheme] = useStored<PageTheme>('sandbox.page-theme', pageThemes, 'system');
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return [theme, setTheme];
};
