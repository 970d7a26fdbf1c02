import { describe, expect, it } from 'vitest';
import { loginTokenIn } from './whatsapp-bridge.ts';

const token = `${'A'.repeat(42)}_`;

describe('the token of a link out of a chat', () => {
  it.each([
    [`#login=${token}`, token],
    [`#x=1&login=${token}`, token],
    [`#login=${token}x`, undefined],
    ['#login=', undefined],
    ['#tgWebAppVersion=8.0', undefined],
    ['', undefined],
  ])('in %s', (hash, found) => expect(loginTokenIn(hash)).toBe(found));
});
