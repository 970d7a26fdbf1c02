import type { Someone } from './someone.ts';

/** The names of somebody, each as they gave it. */
export const namesOf = (someone: Someone): readonly string[] => {
  if (someone.messenger !== 'telegram') return someone.person.name.split(/\s+/).slice(0, 2);
  const { firstName, lastName } = someone.person;
  return lastName ? [firstName, lastName] : [firstName];
};

export const fullName = (someone: Someone): string =>
  someone.messenger === 'telegram' ? namesOf(someone).join(' ') : someone.person.name;

/** The first letter or emoji of each name, whole: a flag or a family is one letter to its reader. */
export const initials = (names: readonly string[]): string => {
  const graphemes = new Intl.Segmenter();
  const first = (text: string) => [...graphemes.segment(text.trim())][0]?.segment ?? '';
  return names.map(first).join('').toLocaleUpperCase();
};

/** One of seven colours, the same for the same id each time. */
export const avatarHue = (id: string): number =>
  [...id].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 0) % 7;
