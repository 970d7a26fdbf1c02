/** How people call what Telegram calls `tdesktop`. */
const names: Readonly<Record<string, string>> = {
  android: 'Android',
  android_x: 'Android X',
  browser: 'Web',
  ios: 'iOS',
  macos: 'macOS',
  tdesktop: 'Desktop',
  unigram: 'Windows',
  weba: 'Web A',
  webk: 'Web K',
};

export const platformName = (platform: string): string => names[platform] ?? platform;
