const storageKey = '__telegram__initParams';

const isLaunchParams = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'tgWebAppVersion' in value;

const isStoredLaunch = (stored: string | null): boolean => {
  try {
    return stored !== null && isLaunchParams(JSON.parse(stored));
  } catch {
    return false;
  }
};

/**
 * Whether Telegram opened this page. A first load carries the launch in its hash; a reload finds it where Telegram's
 * script keeps it, because the hash is taken away once read.
 */
export const isTelegramLaunch = (hash: string, readStored: (key: string) => string | null): boolean => {
  if (new URLSearchParams(hash.replace(/^#/, '')).has('tgWebAppVersion')) return true;
  try {
    return isStoredLaunch(readStored(storageKey));
  } catch {
    return false; // storage is switched off
  }
};
