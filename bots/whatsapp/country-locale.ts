import type { Locale } from '@atlas/shared/wire';

/** WhatsApp tells nobody's language; the country that a user id begins with is a first guess, changed by `/language`. */
const localeOfCountry: Readonly<Record<string, Locale>> = {
  ...{ BY: 'ru', KG: 'ru', KZ: 'ru', RU: 'ru' },
  ...{ CN: 'zh', HK: 'zh', MO: 'zh', TW: 'zh' },
};

export const localeOf = (userId: string): Locale => localeOfCountry[userId.slice(0, 2)] ?? 'en';
