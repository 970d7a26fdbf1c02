/** Calling codes of those who live at the desk, longest first. */
const countries: readonly (readonly [prefix: string, country: string])[] = [
  ['972', 'IL'],
  ['86', 'CN'],
  ['91', 'IN'],
  ['55', 'BR'],
  ['49', 'DE'],
  ['44', 'GB'],
  ['33', 'FR'],
  ['7', 'RU'],
  ['1', 'US'],
];

/** ISO 3166 code that a user id begins with; `US` where the number says nothing. */
export const countryOf = (waId: string | null): string =>
  countries.find(([prefix]) => waId?.startsWith(prefix))?.[1] ?? 'US';
