import type { CSSProperties } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { Dictionary } from '../text/en.ts';
import { useText } from '../text/use-text.tsx';
import type { PhoneTheme, PhoneThemeId } from './phone-themes.ts';

const names: Record<PhoneThemeId, keyof Dictionary> = {
  day: 'themeDay',
  night: 'themeNight',
  sunset: 'themeSunset',
  aurora: 'themeAurora',
};

type Props<Id extends PhoneThemeId> = {
  themes: Readonly<Record<Id, PhoneTheme>>;
  value: Id;
  onChange: (id: Id) => void;
};

/** Changes the phone's theme while it runs; an open app is told. */
export const ThemeSwitch = <Id extends PhoneThemeId>({ themes, value, onChange }: Props<Id>) => {
  const { t } = useText();
  return (
    <ToggleButtonGroup
      className="theme-switch"
      aria-label={t('phoneTheme')}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={([id]) => onChange(id as Id)}
    >
      {(Object.keys(themes) as Id[]).map((id) => (
        <ToggleButton key={id} id={id} className="theme-choice">
          <span className="theme-swatch" style={swatchOf(themes[id])} aria-hidden="true" />
          {t(names[id])}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
};

const swatchOf = ({ params, chat }: PhoneTheme): CSSProperties => ({
  background: `linear-gradient(135deg, ${chat.wallpaper} 50%, ${params.button_color} 50%)`,
});
