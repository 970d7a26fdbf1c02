import { describe, expect, it } from 'vitest';
import { parseInitData } from './index.ts';
import { encodeFields } from './test-signer.ts';
import { vectors } from './vectors.ts';

const refusal = { name: 'AtlasError', code: 'invalid_init_data' };
const hash = 'ab'.repeat(32);
const user = { id: 42, first_name: 'Anna' };
const regular = { auth_date: '1790000000', user: JSON.stringify(user), hash };
const raw = encodeFields(regular);
const withUser = (value: unknown) =>
  encodeFields({ ...regular, user: typeof value === 'string' ? value : JSON.stringify(value) });

describe('parseInitData', () => {
  it('gives user, date, hash and every field', () => {
    const parsed = parseInitData(vectors.signedBothWays.raw);
    expect(parsed).toMatchObject({
      hash: expect.stringMatching(/^2174df5b/),
      signature: expect.stringMatching(/^zL-ucj/),
    });
    expect(parsed.user.lastName).toBe('Kibenko');
    expect([...parsed.fields.keys()]).toEqual([
      'user',
      'chat_instance',
      'chat_type',
      'auth_date',
      'signature',
      'hash',
    ]);
  });

  it('takes exactly 4096 bytes, and not one more', () => {
    const padding = (bytes: number) =>
      `${raw}&start_param=${'x'.repeat(bytes - raw.length - '&start_param='.length)}`;
    expect(parseInitData(padding(4096)).user.id).toBe(42);
    expect(() => parseInitData(padding(4097))).toThrow(expect.objectContaining(refusal));
    const wide = `${raw}&start_param=${'é'.repeat(2000)}`;
    expect(wide.length).toBeLessThan(4096);
    expect(() => parseInitData(wide)).toThrow(expect.objectContaining(refusal));
  });

  it.each([
    ['nothing', ''],
    ['no pairs', 'test&foo=bar=baz'],
    ['a pair without =', `${raw}&flag`],
    ['a pair without a key', `${raw}&=value`],
    ['an empty pair', `${raw}&`],
    ['a double &', raw.replace('&', '&&')],
    ['a key twice', `${raw}&auth_date=1790000000`],
    ['a key twice, once escaped', `${raw}&%61uth_date=1790000000`],
    ['a second hash', `${raw}&hash=${hash}`],
    ['an empty hash', raw.replace(hash, '')],
    ['a hash in capitals', raw.replace(hash, hash.toUpperCase())],
    ['a hash of 63 digits', raw.slice(0, -1)],
    ['a hash of 65 digits', `${raw}0`],
    ['a key in capitals', `${raw}&Key=1`],
    ['a key with a digit first', `${raw}&1key=1`],
    ['a key of another script', `${raw}&%D0%BA=1`],
    ['a key of 65 characters', `${raw}&${'k'.repeat(65)}=1`],
    ['the key __proto__', `${raw}&__proto__=1`],
    ['a malformed escape', `${raw}&note=%4`],
    ['a lone %', `${raw}&note=100%`],
    ['bytes that are not UTF-8', `${raw}&note=%FF%FE`],
    ['an overlong UTF-8 sequence', `${raw}&note=%C0%AF`],
    ['an escaped surrogate', `${raw}&note=%ED%A0%80`],
    ['a lone surrogate', `${raw}&note=\ud800`],
    ['a NUL', `${raw}&note=%00`],
    ['a line feed', `${raw}&note=%0A`],
    ['a bare line feed', `${raw}&note=a\nb`],
    ['a unit separator', `${raw}&note=%1F`],
    ['no auth_date', raw.replace('auth_date', 'auth_time')],
    ['an empty auth_date', raw.replace('1790000000', '')],
    ['an auth_date with a sign', raw.replace('1790000000', '-179000000')],
    ['an auth_date in hex', raw.replace('1790000000', '0x6ab13b80')],
    ['an auth_date in ms', raw.replace('1790000000', '1790000000000')],
    ['an auth_date with a blank', raw.replace('1790000000', '+1790000000')],
    ['an auth_date with leading zeros', raw.replace('1790000000', '0790000000')],
    ['an auth_date with a fraction', raw.replace('1790000000', '17900000.0')],
    ['no user', encodeFields({ auth_date: '1790000000', hash })],
    ['a user that is no JSON', withUser('Anna')],
    ['a user cut short', withUser('{"id":42')],
    ['a user in a list', withUser([user])],
    ['a user that is null', withUser('null')],
    ['a user that is a number', withUser('42')],
    ['a user without id', withUser({ first_name: 'Anna' })],
    ['an id as text', withUser({ ...user, id: '42' })],
    ['an id of 0', withUser({ ...user, id: 0 })],
    ['a negative id', withUser({ ...user, id: -42 })],
    ['an id with a fraction', withUser({ ...user, id: 42.5 })],
    ['an id of 2^52', withUser({ ...user, id: 2 ** 52 })],
    ['an id beyond doubles', withUser('{"id":1e999}')],
    ['a bot', withUser({ ...user, is_bot: true })],
    ['a name that is a number', withUser({ ...user, first_name: 1 })],
    ['a name that is an object', withUser({ ...user, last_name: { toString: 'x' } })],
    ['user JSON nested thousands deep', withUser(`${'['.repeat(1800)}${']'.repeat(1800)}`)],
  ])('refuses %s', (_what, broken) => {
    expect(() => parseInitData(broken)).toThrow(expect.objectContaining(refusal));
  });

  it('takes ids up to 2^52−1', () => {
    expect(parseInitData(withUser({ ...user, id: 2 ** 52 - 1 })).user.id).toBe(4503599627370495);
  });

  it('does not let a user object reach its prototype', () => {
    const tricky = parseInitData(withUser('{"__proto__":{"is_premium":true},"id":42,"constructor":"x"}'));
    expect(tricky.user).toMatchObject({ id: 42, isPremium: false });
  });
});

describe('display name', () => {
  const shown = (names: object) => parseInitData(withUser({ id: 42, ...names })).user.displayName;

  it.each([
    ['first and last name', { first_name: 'Anna', last_name: 'Ivanova' }, 'Anna Ivanova'],
    ['the first name alone', { first_name: ' Anna ' }, 'Anna'],
    ['a name without control characters', { first_name: 'A\u0000n\u0007n\na\u009f' }, 'Anna'],
    ['a name without bidi controls', { first_name: '\u202eevil\u202c\u2066x\u2069\u200f' }, 'evilx'],
    ['right-to-left letters', { first_name: 'محمد', last_name: 'שלום' }, 'محمد שלום'],
    ['markup as it is', { first_name: '<b>&amp;</b>', last_name: '*_`' }, '<b>&amp;</b> *_`'],
    ['emoji of several code points', { first_name: '👩‍👩‍👧‍👦❤️' }, '👩‍👩‍👧‍👦❤️'],
    ['a half character made whole', { first_name: 'a\ud83d' }, 'a\ufffd'],
    ['the username for an invisible name', { first_name: '\u200b\u3164\u00ad', username: 'anna' }, 'anna'],
    ['the username for no name', { first_name: '', username: 'anna' }, 'anna'],
    ['a name of last resort', { first_name: ' \u202e\u2800 ' }, 'Telegram 42'],
  ])('is %s', (_what, names, expected) => {
    expect(shown(names)).toBe(expected);
  });

  it('is at most 128 long, and never tears what is seen as one character', () => {
    expect(shown({ first_name: 'x'.repeat(200) })).toBe('x'.repeat(128));
    const family = '👩‍👩‍👧‍👦'; // 11 UTF-16 units
    expect(shown({ first_name: family.repeat(20) })).toBe(family.repeat(11));
  });

  it('is never empty, even where one character is longer than all', () => {
    expect(shown({ first_name: `a${'\u0301'.repeat(300)}` })).toBe('Telegram 42');
  });
});

describe('the rest of the user', () => {
  it('is cut of what a database can not hold', () => {
    const { username, languageCode } = parseInitData(
      withUser('{"id":42,"username":"a\\u0000b","language_code":"e\\ud800"}'),
    ).user;
    expect([username, languageCode]).toEqual(['ab', 'e\ufffd']);
  });

  it('has a photo by https only', () => {
    expect(
      parseInitData(withUser({ ...user, photo_url: 'javascript:alert(1)' })).user.photoUrl,
    ).toBeUndefined();
  });
});
