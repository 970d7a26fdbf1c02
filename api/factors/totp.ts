import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type CryptoPlugin, generateSecret, generateSync, generateURI, ScureBase32Plugin } from 'otplib';
import QRCode from 'qrcode';

/** What an authenticator needs, shown once. */
export type TotpSetup = { secret: string; otpauthUri: string; qrSvg: string };

/** A code that is right now, and the time step it belongs to. */
export type TotpCode = { step: number; code: string };

const periodSeconds = 30;
/** As RFC 6238 advises; authenticators know nothing longer. */
const secretBytes = 20;
const issuer = 'Atlas';

// node:crypto's HMAC is some ten times faster than the pure JavaScript one that otplib brings.
const nodeCrypto: CryptoPlugin = {
  name: 'node',
  hmac: (algorithm, key, data) => createHmac(algorithm, key).update(data).digest(),
  randomBytes: (length) => randomBytes(length),
  constantTimeEqual: (a, b) => timingSafeEqual(Buffer.from(a), Buffer.from(b)),
};
const base32 = new ScureBase32Plugin();

/** 160 random bits in base32, without padding. */
export const newTotpSecret = (): string => generateSecret({ length: secretBytes, crypto: nodeCrypto });

/** The `otpauth://` URI and its QR. Neither issuer nor label may hold a colon: it parts them. [Key Uri Format] */
export const totpSetup = async (secret: string, label: string): Promise<TotpSetup> => {
  const plainLabel = label.replaceAll(':', ' ').trim() || 'account';
  const otpauthUri = generateURI({ issuer, label: plainLabel, secret });
  const qrSvg = await QRCode.toString(otpauthUri, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });
  return { secret, otpauthUri, qrSvg };
};

/** The bytes behind base32. */
export const decodeSecret = (secret: string): Buffer => Buffer.from(base32.decode(secret));

/** The codes an authenticator may show: this time step's and, as clocks drift, its neighbours'. [RFC 6238, 5.2] */
export const totpCodes = (secret: Uint8Array, now: Date): TotpCode[] => {
  const nowStep = Math.floor(now.getTime() / 1000 / periodSeconds);
  return [nowStep - 1, nowStep, nowStep + 1].map((step) => ({
    step,
    code: generateSync({ secret, epoch: step * periodSeconds, crypto: nodeCrypto }),
  }));
};
