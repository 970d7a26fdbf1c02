import { invalidInitData } from './invalid-init-data.ts';

/** The person as Telegram names them. All but `id` is theirs to choose: for showing, never a key. */
export type TelegramUser = {
  /** 1…2^52−1. */
  id: number;
  firstName: string;
  lastName?: string;
  username?: string;
  languageCode?: string;
  isPremium: boolean;
  allowsWriteToPm: boolean;
  /** Always https. */
  photoUrl?: string;
  /** First and last name without control and bidi characters, at most 128 UTF-16 units, never empty. */
  displayName: string;
};

const maxUserId = 2 ** 52 - 1;
const maxDisplayNameLength = 128;
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are removed
const controlAndBidi = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
/** Joiners and variation selectors belong inside names and emoji; alone they show nothing. */
const showsNothing = /^[\s\u2800\p{Default_Ignorable_Code_Point}]*$/u;

/** JSON escapes can spell what PostgreSQL text can't hold: NUL and lone surrogates. */
const text = (value: unknown): string | undefined => {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw invalidInitData();
  return value.toWellFormed().replaceAll('\0', '');
};

/** Cuts between what people see as characters, so that no emoji is torn. */
const cut = (name: string): string => {
  if (name.length <= maxDisplayNameLength) return name;
  let end = 0;
  for (const { index, segment } of new Intl.Segmenter().segment(name)) {
    if (index + segment.length > maxDisplayNameLength) break;
    end = index + segment.length;
  }
  return name.slice(0, end).trimEnd();
};

/** The names that are there as one, free of what shows nothing or turns text around; `otherwise` where none is left. */
export const toDisplayName = (names: readonly (string | undefined)[], otherwise: string): string => {
  const name = cut(names.filter(Boolean).join(' ').replace(controlAndBidi, '').trim());
  return showsNothing.test(name) ? otherwise : name;
};

/**
 * Reads the `user` object of init data.
 *
 * @throws AtlasError `invalid_init_data` unless it has an id in 1…2^52−1, text where text belongs, and is no bot.
 */
export const parseTelegramUser = (user: Record<string, unknown>): TelegramUser => {
  const { id } = user;
  if (typeof id !== 'number' || !Number.isInteger(id) || id < 1 || id > maxUserId) throw invalidInitData();
  if (user.is_bot === true) throw invalidInitData();
  const [firstName, lastName, username] = [
    text(user.first_name) ?? '',
    text(user.last_name),
    text(user.username),
  ];
  const photoUrl = text(user.photo_url);
  return {
    id,
    firstName,
    lastName,
    username,
    languageCode: text(user.language_code),
    isPremium: user.is_premium === true,
    allowsWriteToPm: user.allows_write_to_pm === true,
    photoUrl: photoUrl?.startsWith('https://') ? photoUrl : undefined,
    displayName: toDisplayName([firstName, lastName], toDisplayName([username], `Telegram ${id}`)),
  };
};
