/** Who is there from the start. The last one is awkward on purpose: emoji, right-to-left text, quotes and markup. */
export type Persona = {
  id: number;
  host: string;
  firstName: string;
  lastName?: string;
  username?: string;
  languageCode: string;
  isPremium?: boolean;
  photoUrl?: string;
  phone: string;
};

export const personas: readonly Persona[] = [
  {
    id: 100_000_001,
    host: 'anna',
    firstName: 'Anna',
    username: 'anna_runs',
    languageCode: 'en',
    phone: '12025550101',
  },
  {
    id: 100_000_002,
    host: 'ivan',
    firstName: 'Иван',
    lastName: 'Петров',
    username: 'ivan_petrov',
    languageCode: 'ru',
    isPremium: true,
    photoUrl: 'https://t.me/i/userpic/320/ivan_petrov.svg',
    phone: '79990000102',
  },
  { id: 100_000_003, host: 'lilei', firstName: '李雷', languageCode: 'zh-hans', phone: '8613800000103' },
  {
    id: 100_000_004,
    host: 'awkward',
    firstName: '🏔️ "Zoë" <b>&amp;',
    lastName: "שָׁלוֹם O'Neil \\ +=?%",
    username: 'awkward_name',
    languageCode: 'ar',
    photoUrl: 'https://t.me/i/userpic/320/awkward_name.svg',
    phone: '972500000104',
  },
];

/** Ids that `POST /control/telegram/users` gives begin after this one. */
export const lastReservedId = 200_000_000;
