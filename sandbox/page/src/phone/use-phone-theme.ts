import { useStored } from '../settings/use-stored.ts';
import type { PhoneTheme, PhoneThemeId } from './phone-themes.ts';

/**
 * Each person's phone remembers its own theme; a new phone follows the system. Key the user of this hook by person.
 *
 * @param key whose: the same in each messenger that names people so.
 */
export const usePhoneTheme = <Id extends PhoneThemeId>(
  key: string,
  themes: Readonly<Record<Id | 'day' | 'night', PhoneTheme>>,
) => {
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'night' : 'day';
  return useStored<Id | 'day' | 'night'>(
    `sandbox.phone-theme.${key}`,
    Object.keys(themes) as (Id | 'day' | 'night')[],
    system,
  );
};
