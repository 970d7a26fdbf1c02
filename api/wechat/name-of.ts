import { DisplayName, type Locale } from '@atlas/shared/wire';

/** What WeChat calls everybody since it gives no names away. */
const everybody = '微信用户';

const nameless: Readonly<Record<Locale, string>> = {
  en: 'WeChat user',
  ru: 'Пользователь WeChat',
  zh: everybody,
};

/** Control characters and marks that turn the direction of text are no part of a name. */
const unseen = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** The name a person goes by, where the mini program told one; else words for somebody without. */
export const nameOf = (nickName: string | undefined, locale: Locale): string => {
  const parsed = DisplayName.safeParse((nickName ?? '').replace(unseen, '').slice(0, 128));
  return parsed.success && parsed.data !== everybody ? parsed.data : nameless[locale];
};
