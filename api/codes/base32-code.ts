import { randomBytes } from 'node:crypto';

/** No letter that is taken for a digit or for another letter. [Crockford's base 32] */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A random code that people can read out and type: 5 bits a sign. */
export const newBase32Code = (length: number): string =>
  [...randomBytes(length)].map((byte) => alphabet[byte % 32]).join('');
