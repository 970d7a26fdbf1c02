import type { CSSProperties } from 'react';

/** What Telegram tells a mini app about its colours. [Mini Apps: ThemeParams] */
export type ThemeParams = Record<
  | 'bg_color'
  | 'text_color'
  | 'hint_color'
  | 'link_color'
  | 'button_color'
  | 'button_text_color'
  | 'secondary_bg_color'
  | 'header_bg_color'
  | 'accent_text_color'
  | 'section_bg_color'
  | 'section_header_text_color'
  | 'section_separator_color'
  | 'subtitle_text_color'
  | 'destructive_text_color'
  | 'bottom_bar_bg_color',
  string
>;

/** Colours of the chat itself, which a mini app never learns. */
type ChatColors = Record<
  | 'wallpaper'
  | 'wallpaper2'
  | 'in'
  | 'inMeta'
  | 'out'
  | 'outText'
  | 'outMeta'
  | 'key'
  | 'keyText'
  | 'service',
  string
>;

export type PhoneTheme = { scheme: 'light' | 'dark'; params: ThemeParams; chat: ChatColors };

export type PhoneThemeId = 'day' | 'night' | 'sunset' | 'aurora';

export type PhonePalette = {
  bg: string;
  secondary: string;
  text: string;
  hint: string;
  accent: string;
  button: string;
  separator: string;
  destructive: string;
};

/** One messenger's few colours as everything on its phone is painted. */
export const paramsOf = (colors: PhonePalette): ThemeParams => ({
  bg_color: colors.bg,
  text_color: colors.text,
  hint_color: colors.hint,
  link_color: colors.accent,
  button_color: colors.button,
  button_text_color: '#ffffff',
  secondary_bg_color: colors.secondary,
  header_bg_color: colors.bg,
  accent_text_color: colors.accent,
  section_bg_color: colors.bg,
  section_header_text_color: colors.accent,
  section_separator_color: colors.separator,
  subtitle_text_color: colors.hint,
  destructive_text_color: colors.destructive,
  bottom_bar_bg_color: colors.bg,
});

/** Telegram's day and night, and two accents, each with text that reaches 4.5 : 1 on its ground. */
export const phoneThemes: Record<PhoneThemeId, PhoneTheme> = {
  day: {
    scheme: 'light',
    params: paramsOf({
      bg: '#ffffff',
      secondary: '#f1f2f4',
      text: '#0f1419',
      hint: '#646b72',
      accent: '#1a69b5',
      button: '#1f74cc',
      separator: '#e1e4e8',
      destructive: '#c22f2b',
    }),
    chat: {
      wallpaper: '#cfe3c4',
      wallpaper2: '#9fc6c1',
      in: '#ffffff',
      inMeta: '#646b72',
      out: '#e5fcd6',
      outText: '#0f1a0d',
      outMeta: '#3b7236',
      key: '#3f6d64',
      keyText: '#ffffff',
      service: '#4a6f63',
    },
  },
  night: {
    scheme: 'dark',
    params: paramsOf({
      bg: '#17212b',
      secondary: '#202b37',
      text: '#f5f5f5',
      hint: '#93a4b2',
      accent: '#6ab3f3',
      button: '#2f74b5',
      separator: '#0f1720',
      destructive: '#ff8484',
    }),
    chat: {
      wallpaper: '#0e1621',
      wallpaper2: '#122033',
      in: '#182533',
      inMeta: '#8a9cac',
      out: '#2b5278',
      outText: '#ffffff',
      outMeta: '#b3cde6',
      key: '#25384b',
      keyText: '#e6f1fb',
      service: '#1f2d3b',
    },
  },
  sunset: {
    scheme: 'light',
    params: paramsOf({
      bg: '#fffaf6',
      secondary: '#f9ece3',
      text: '#2a1811',
      hint: '#7a5f53',
      accent: '#ab3f16',
      button: '#b8461a',
      separator: '#efddd1',
      destructive: '#b3261e',
    }),
    chat: {
      wallpaper: '#ffd9bd',
      wallpaper2: '#f3a6a0',
      in: '#fffaf6',
      inMeta: '#7a5f53',
      out: '#ffe3d3',
      outText: '#2a1811',
      outMeta: '#8c4a2b',
      key: '#8f4433',
      keyText: '#ffffff',
      service: '#8a4a3a',
    },
  },
  aurora: {
    scheme: 'dark',
    params: paramsOf({
      bg: '#171229',
      secondary: '#211a39',
      text: '#f3efff',
      hint: '#aaa0cc',
      accent: '#bfa4ff',
      button: '#7549d8',
      separator: '#0f0b1e',
      destructive: '#ff8ba0',
    }),
    chat: {
      wallpaper: '#130d24',
      wallpaper2: '#123040',
      in: '#221a3b',
      inMeta: '#a79dc8',
      out: '#55389e',
      outText: '#ffffff',
      outMeta: '#d9ccff',
      key: '#352a5c',
      keyText: '#f3efff',
      service: '#2a2148',
    },
  },
};

const dashed = (name: string) =>
  name.replaceAll(/_|([A-Z])/g, (_, capital?: string) => `-${capital?.toLowerCase() ?? ''}`);

/** The theme as custom properties (`--tg-bg-color`, `--chat-out-text`), for a `style` prop. */
export const themeStyle = ({ scheme, params, chat }: PhoneTheme): CSSProperties => {
  const entries = [
    ...Object.entries(params).map(([name, color]) => [`--tg-${dashed(name)}`, color]),
    ...Object.entries(chat).map(([name, color]) => [`--chat-${dashed(name)}`, color]),
  ];
  return { colorScheme: scheme, ...Object.fromEntries(entries) };
};
