import type { CSSProperties } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { Dictionary } from '../text/en.ts';
import { useText } from '../text/use-text.tsx';
import { type PhoneThemeId, phoneThemeIds, phoneThemes } from './phone-themes.ts';

const names: Record<PhoneThemeId, keyof Dictionary> = {
  day: 'themeDay',
  night: 'themeNight',
  sunset: 'themeSunset',
  aurora: 'themeAurora',
};

type Props = { value: PhoneThemeId; onChange: (id: PhoneThemeId) => void };

/** Changes the phone's theme while it runs; an open mini app is told. */
export const ThemeSwitch = ({ value, onChange }: Props) => {
  const { t } = useText();
  return (
    <ToggleButtonGroup
      className="theme-switch"
      aria-label={t('phoneTheme')}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={([id]) => onChange(id as PhoneThemeId)}
    >
      {phoneThemeIds.map((id) => (
        <ToggleButton key={id} id={id} className="theme-choice">
          <span className="theme-swatch" style={swatchOf(id)} aria-hidden="true" />
          {t(names[id])}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
};

const swatchOf = (id: PhoneThemeId): CSSProperties => {
  const { params, chat } = phoneThemes[id];
  return { background: `linear-gradient(135deg, ${chat.wallpaper} 50%, ${params.button_color} 50%)` };
};
