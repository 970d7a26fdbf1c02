import { randomBytes } from 'node:crypto';
import { hashRaw } from '@node-rs/argon2';

/** Crockford's base32: no I, L, O or U, which people misread. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeLength = 10;
const form = new RegExp(`^[${alphabet}]{${codeLength}}$`);

/** Fifty random bits, as they are shown: `7KQ2M-X9V4T`. */
export const newBackupCode = (): string => {
  // 256 is a multiple of 32: every letter is as likely as the other.
  const letters = Array.from(randomBytes(codeLength), (byte) => alphabet[byte % alphabet.length]).join('');
  return `${letters.slice(0, 5)}-${letters.slice(5)}`;
};

/** What was typed, as it was made: dashes and spaces away, letters that look like digits read as such. Null for no code. */
export const normalBackupCode = (text: string): string | null => {
  const letters = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return form.test(letters) ? letters : null;
};

/** Argon2id, m = 19 456 KiB, t = 2, p = 1. [OWASP Password Storage] */
export const hashBackupCode = (normalCode: string, salt: Uint8Array): Promise<Buffer> =>
  hashRaw(normalCode, { salt, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 });
