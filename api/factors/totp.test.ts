import { describe, expect, it } from 'vitest';
import { decodeSecret, totpCodes } from './totp.ts';

/** ASCII `12345678901234567890`. [RFC 4226, appendix D; RFC 6238, appendix B] */
const secret = decodeSecret('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
const codesAt = (seconds: number) => totpCodes(secret, new Date(seconds * 1000));
const isTaken = (code: string, seconds: number) => codesAt(seconds).find((one) => one.code === code)?.step;

describe('the codes of an authenticator', () => {
  it('are those that RFC 4226 publishes for the first counters', () => {
    const published = ['755224', '287082', '359152', '969429', '338314'];
    for (const [counter, code] of published.entries()) {
      const found = codesAt(counter * 30 + 30).find(({ step }) => step === counter);
      expect(found).toEqual({ step: counter, code });
    }
  });

  it.each([
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ])('are the last six of the eight digits that RFC 6238 publishes for second %i', (seconds, published) => {
    expect(codesAt(seconds)[1]).toEqual({ step: Math.floor(seconds / 30), code: published.slice(-6) });
  });

  it('are taken half a minute early and until the next half minute is over, as the otplib tests have it', () => {
    const at = 1_000_000_000;
    expect(codesAt(at)[1]).toEqual({ step: 33_333_333, code: '864010' });
    for (const [later, isIn] of [
      [-40, true],
      [-41, false],
      [-30, true],
      [49, true],
      [50, false],
    ] as const)
      expect(isTaken('864010', at + later), `${later} s`).toBe(isIn ? 33_333_333 : undefined);
  });
});
