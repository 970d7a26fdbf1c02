import { type PhoneTheme, paramsOf } from '../../phone/phone-themes.ts';

/** WhatsApp by day and by night, each with text that reaches 4.5 : 1 on its ground, and ticks 3 : 1. */
export const whatsappThemes: Readonly<Record<'day' | 'night', PhoneTheme>> = {
  day: {
    scheme: 'light',
    params: paramsOf({
      bg: '#ffffff',
      secondary: '#f0f2f5',
      text: '#0a1014',
      hint: '#5b6368',
      accent: '#0b6e52',
      button: '#15734a',
      separator: '#e4e7e9',
      destructive: '#b3261e',
    }),
    chat: {
      wallpaper: '#f4efe8',
      wallpaper2: '#efe7dc',
      in: '#ffffff',
      inMeta: '#5b6368',
      out: '#d9fdd3',
      outText: '#0a1014',
      outMeta: '#4b5f52',
      key: '#ffffff',
      keyText: '#0b6e52',
      service: '#54656f',
    },
  },
  night: {
    scheme: 'dark',
    params: paramsOf({
      bg: '#0f161b',
      secondary: '#1f2a31',
      text: '#e9edef',
      hint: '#93a1a9',
      accent: '#3ddc97',
      button: '#127a53',
      separator: '#222d34',
      destructive: '#ff8c8c',
    }),
    chat: {
      wallpaper: '#0b1115',
      wallpaper2: '#0d161b',
      in: '#1f2c33',
      inMeta: '#93a1a9',
      out: '#0c4a3a',
      outText: '#e9edef',
      outMeta: '#a5c7ba',
      key: '#1f2c33',
      keyText: '#3ddc97',
      service: '#1d282f',
    },
  },
};
