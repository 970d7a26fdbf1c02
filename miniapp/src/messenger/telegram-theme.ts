import type { MessengerTheme, ThemeColor } from './messenger-bridge.ts';

const names: Readonly<Record<ThemeColor, string>> = {
  bg: 'bg_color',
  text: 'text_color',
  hint: 'hint_color',
  link: 'link_color',
  button: 'button_color',
  buttonText: 'button_text_color',
  secondaryBg: 'secondary_bg_color',
  headerBg: 'header_bg_color',
  accentText: 'accent_text_color',
  sectionBg: 'section_bg_color',
  sectionHeaderText: 'section_header_text_color',
  subtitleText: 'subtitle_text_color',
  destructiveText: 'destructive_text_color',
  sectionSeparator: 'section_separator_color',
  bottomBarBg: 'bottom_bar_bg_color',
};

const hexColor = /^#[0-9a-f]{6}$/i;

/** Telegram's `themeParams` in our words; whatever is no `#rrggbb` is left out. */
export const toMessengerTheme = (themeParams: object, colorScheme: string): MessengerTheme => {
  const params = themeParams as Readonly<Record<string, unknown>>;
  const colors: Partial<Record<ThemeColor, string>> = {};
  for (const [name, key] of Object.entries(names) as [ThemeColor, string][]) {
    const value = params[key];
    if (typeof value === 'string' && hexColor.test(value)) colors[name] = value.toLowerCase();
  }
  return { isDark: colorScheme === 'dark', colors };
};
