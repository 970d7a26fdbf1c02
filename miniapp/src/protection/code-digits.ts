export const codeLength = 6;

/** The digits of what was typed or pasted: "123 456", "123-456", full-width digits, "Your code: 123456". */
export const codeDigits = (text: string): string =>
  text.normalize('NFKC').replace(/\D/g, '').slice(0, codeLength);

const backupLength = 10;

/** A backup code as it is compared: Crockford's alphabet, where O is 0 and I and L are 1. Undefined if it is none. */
export const backupCodeOf = (text: string): string | undefined => {
  const code = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  return code.length === backupLength && /^[0-9A-HJKMNP-TV-Z]+$/.test(code) ? code : undefined;
};
