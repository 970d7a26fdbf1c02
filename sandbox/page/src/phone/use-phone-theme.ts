import { useStored } from '../settings/use-stored.ts';
import { type PhoneThemeId, phoneThemeIds } from './phone-themes.ts';

/** Each person's phone remembers its own theme; a new phone follows the system. Key the user of this hook by person. */
export const usePhoneTheme = (personId: number) => {
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'night' : 'day';
  return useStored<PhoneThemeId>(`sandbox.phone-theme.${personId}`, phoneThemeIds, system);
};
