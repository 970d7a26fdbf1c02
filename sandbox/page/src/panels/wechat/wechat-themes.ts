import { type PhoneTheme, paramsOf } from '../../phone/phone-themes.ts';

/** WeChat by day and by night, each with text that reaches 4.5 : 1 on its ground. */
export const wechatThemes: Readonly<Record<'day' | 'night', PhoneTheme>> = {
  day: {
    scheme: 'light',
    params: paramsOf({
      bg: '#f7f7f7',
      secondary: '#ffffff',
      text: '#161616',
      hint: '#5f6368',
      accent: '#3f5f8f',
      button: '#0a7a3f',
      separator: '#dcdcdc',
      destructive: '#b3261e',
    }),
    chat: {
      wallpaper: '#ededed',
      wallpaper2: '#ededed',
      in: '#ffffff',
      inMeta: '#5f6368',
      out: '#95ec69',
      outText: '#10240a',
      outMeta: '#2c4a1c',
      key: '#ffffff',
      keyText: '#3f5f8f',
      service: '#5f6368',
    },
  },
  night: {
    scheme: 'dark',
    params: paramsOf({
      bg: '#1e1e1e',
      secondary: '#2c2c2c',
      text: '#e6e6e6',
      hint: '#a3a3a3',
      accent: '#9db8e0',
      button: '#0e7f45',
      separator: '#333333',
      destructive: '#ff8c8c',
    }),
    chat: {
      wallpaper: '#111111',
      wallpaper2: '#111111',
      in: '#2c2c2c',
      inMeta: '#a3a3a3',
      out: '#2f7a4a',
      outText: '#ffffff',
      outMeta: '#ffffff',
      key: '#2c2c2c',
      keyText: '#9db8e0',
      service: '#2c2c2c',
    },
  },
};
