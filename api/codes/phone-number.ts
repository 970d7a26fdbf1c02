import { AtlasError } from '@atlas/shared/errors';
import { type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** A number codes may be sent to. */
export type Phone = {
  e164: string;
  /** Its first seven digits: what is bought in blocks, and abused in blocks. */
  prefix: string;
};

const notANumber = () =>
  new AtlasError('invalid_request', {
    fields: [{ path: 'phone', message: 'write the number with + and country code' }],
  });

/** Kinds of number a person reads messages on. Unknown ones pass: the tables of number plans lag behind. */
const readable = new Set(['MOBILE', 'FIXED_LINE_OR_MOBILE', undefined]);

const countriesOf = (number: PhoneNumber): readonly string[] =>
  number.country ? [number.country] : number.getPossibleCountries();

/**
 * The number as E.164, however it was typed.
 * @throws AtlasError `invalid_request` for what is no international number; `destination_not_supported` for premium,
 *   toll-free, landline and other numbers that are not a person's mobile, and for countries that are not listed.
 */
export const parsePhone = (text: string, countries: readonly string[]): Phone => {
  const number = text.trim().startsWith('+') ? parsePhoneNumberFromString(text) : undefined;
  if (!number?.isPossible() || number.ext) throw notANumber();
  const isListed = countriesOf(number).some((country) => countries.includes(country));
  if (!isListed || !readable.has(number.getType())) throw new AtlasError('destination_not_supported');
  return { e164: number.number, prefix: number.number.slice(1, 8) };
};
