import { describe, expect, it } from 'vitest';
import { chatLinkIn } from './chat-link.ts';

const token = `${'A'.repeat(42)}_`;

describe('the token of a link out of a chat', () => {
  it.each([
    [`#login=${token}`, { messenger: 'whatsapp', token }],
    [`#x=1&login=${token}`, { messenger: 'whatsapp', token }],
    [`#login=${token}&messenger=wechat`, { messenger: 'wechat', token }],
    [`#login=${token}&messenger=telegram`, { messenger: 'whatsapp', token }],
    [`#login=${token}x`, undefined],
    ['#login=', undefined],
    ['#tgWebAppVersion=8.0', undefined],
    ['', undefined],
  ])('in %s', (hash, found) => expect(chatLinkIn(hash)).toEqual(found));
});
