import type { Locale } from '@atlas/shared/wire';

/**
 * An amount as a language writes it. A currency that is no ISO 4217 code is written behind the bare number, never
 * guessed at.
 * @param amountMinor in the smallest unit of the currency: as many decimal places as ISO 4217 gives it
 */
export const formatMoney = (amountMinor: number, currency: string, locale: Locale): string => {
  if (!/^[A-Za-z]{3}$/.test(currency)) return `${amountMinor} ${currency}`;
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  return format.format(amountMinor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
};
