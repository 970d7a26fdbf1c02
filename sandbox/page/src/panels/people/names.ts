import type { Person } from '../../../../wire.ts';

type Named = Pick<Person, 'firstName' | 'lastName'>;

export const fullName = ({ firstName, lastName }: Named): string =>
  [firstName, lastName].filter(Boolean).join(' ');

/** The first letter or emoji of each name, whole: a flag or a family is one letter to its reader. */
export const initials = ({ firstName, lastName }: Named): string => {
  const graphemes = new Intl.Segmenter();
  const first = (text = '') => [...graphemes.segment(text.trim())][0]?.segment ?? '';
  return `${first(firstName)}${first(lastName)}`.toLocaleUpperCase();
};

/** One of seven colours, the same for the same person each time. */
export const avatarHue = (id: number): number => id % 7;
