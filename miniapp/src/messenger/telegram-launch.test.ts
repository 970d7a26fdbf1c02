import { describe, expect, it } from 'vitest';
import { isTelegramLaunch } from './telegram-launch.ts';
import { toMessengerTheme } from './telegram-theme.ts';

const nothing = () => null;

describe('a launch by Telegram', () => {
  it('is known by its hash', () => {
    expect(isTelegramLaunch('#tgWebAppData=x&tgWebAppVersion=8.0&tgWebAppPlatform=ios', nothing)).toBe(true);
    expect(isTelegramLaunch('#devices', nothing)).toBe(false);
    expect(isTelegramLaunch('', nothing)).toBe(false);
  });

  it('is known after a reload, when the hash is gone', () => {
    const stored = (value: string) => (key: string) => (key === '__telegram__initParams' ? value : null);
    expect(isTelegramLaunch('', stored('{"tgWebAppVersion":"8.0"}'))).toBe(true);
    expect(isTelegramLaunch('', stored('{}'))).toBe(false);
    expect(isTelegramLaunch('', stored('{'))).toBe(false);
    expect(isTelegramLaunch('', stored('null'))).toBe(false);
  });

  it('is not, where storage is switched off', () => {
    const refuse = () => {
      throw new Error('SecurityError');
    };
    expect(isTelegramLaunch('', refuse)).toBe(false);
  });
});

describe('Telegram’s theme', () => {
  it('keeps colours, and leaves out whatever is none', () => {
    const params = {
      bg_color: '#FFFFFF',
      text_color: 'red;}',
      hint_color: 7,
      button_color: '#2481cc',
      fancy: '#000000',
    };
    expect(toMessengerTheme(params, 'dark')).toEqual({
      isDark: true,
      colors: { bg: '#ffffff', button: '#2481cc' },
    });
  });
});
