/** What an `otpauth://totp/…` address says. [Key Uri Format] */
export type TotpKey = {
  issuer: string;
  account: string;
  /** Base32 without padding. */
  secret: string;
  algorithm: 'sha1' | 'sha256' | 'sha512';
  digits: 6 | 7 | 8;
  periodSeconds: number;
};

/** A key that was typed, in groups or not. */
const parseBareKey = (text: string): TotpKey | null => {
  const secret = text.replace(/[\s-]/g, '').toUpperCase();
  if (!/^[A-Z2-7]{16,128}$/.test(secret)) return null;
  return {
    issuer: '',
    account: `…${secret.slice(-4)}`,
    secret,
    algorithm: 'sha1',
    digits: 6,
    periodSeconds: 30,
  };
};

/** An address, or a key alone. Null for what no authenticator takes. */
export const parseOtpauthUri = (text: string): TotpKey | null => {
  if (!URL.canParse(text)) return parseBareKey(text);
  const url = new URL(text);
  if (url.protocol !== 'otpauth:' || url.host !== 'totp') return null;
  const label = decodeURIComponent(url.pathname.slice(1));
  const [prefix, account] = label.includes(':') ? label.split(/:\s*(.*)/s) : ['', label];
  const {
    secret = '',
    issuer = prefix ?? '',
    algorithm = 'SHA1',
    digits = '6',
    period = '30',
  } = Object.fromEntries(url.searchParams);
  const isTaken =
    /^[A-Z2-7]{16,128}$/i.test(secret) &&
    /^SHA(1|256|512)$/i.test(algorithm) &&
    /^[678]$/.test(digits) &&
    Number(period) > 0;
  if (!isTaken) return null;
  return {
    issuer,
    account: account ?? '',
    secret: secret.toUpperCase(),
    algorithm: algorithm.toLowerCase() as TotpKey['algorithm'],
    digits: Number(digits) as TotpKey['digits'],
    periodSeconds: Number(period),
  };
};
