import type { Factor } from '@atlas/shared/wire';
import { describe, expect, it } from 'vitest';
import { protectionLevel } from './protection-level.ts';

const factor: Factor = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  kind: 'totp',
  name: 'Authenticator app',
  destination: null,
  isDefault: true,
  createdAt: '2026-11-21T12:00:00Z',
  lastUsedAt: null,
};
const codes = (left: number, confirmed: boolean) => ({ left, confirmed, createdAt: '2026-11-21T12:00:00Z' });

describe('the level of protection', () => {
  it('is basic without a factor, whatever codes there may be', () => {
    expect(protectionLevel({ items: [], backupCodes: codes(10, true) })).toBe('basic');
  });

  it('is strong with a factor and codes that were kept', () => {
    expect(protectionLevel({ items: [factor], backupCodes: codes(1, true) })).toBe('strong');
  });

  it.each([
    ['nobody is known to have kept the codes', codes(10, false)],
    ['all codes are used', codes(0, true)],
  ])('lacks a way back in where %s', (_why, backupCodes) => {
    expect(protectionLevel({ items: [factor], backupCodes })).toBe('unkept');
  });
});
