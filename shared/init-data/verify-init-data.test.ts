import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkString } from './check-string.ts';
import {
  createContactVerifier,
  createInitDataVerifier,
  InitDataConfigurationError,
  telegramPublicKeysHex,
} from './index.ts';
import { encodeFields, signEd25519, signedInitData } from './test-signer.ts';
import { vectors } from './vectors.ts';

const token = '7000000001:test-token';
const botId = '7000000001';
const refusal = { name: 'AtlasError', code: 'invalid_init_data' };
const hmacOf = ({ botId, token }: { botId: string; token: string }) =>
  createInitDataVerifier({ botId, path: 'hmac', tokens: [token] });
const verify = hmacOf({ botId, token });
const user = JSON.stringify({ id: 42, first_name: 'Anna' });
const signed = (fields: Record<string, string>) =>
  signedInitData({ auth_date: '1790000000', user, ...fields }, token);

describe('HMAC with the bot token', () => {
  it('verifies what Telegram signed before there was an Ed25519 signature', () => {
    const data = hmacOf(vectors.kibenko)(vectors.kibenko.raw);
    expect(data.user).toMatchObject({
      id: 279058397,
      displayName: 'Vladislav Kibenko',
      languageCode: 'ru',
      isPremium: true,
    });
    expect(data.authDate).toEqual(new Date(1662771648_000));
    expect(data.queryId).toBe('AAHdF6IQAAAAAN0XohDhrOrc');
  });

  it('keeps `signature` in what is signed, and the JSON as it was sent', () => {
    const data = hmacOf(vectors.signedBothWays)(vectors.signedBothWays.raw);
    expect(data.user).toMatchObject({ firstName: 'Vladislav + - ? /', allowsWriteToPm: true });
    expect(data.user.photoUrl).toBe(
      'https://t.me/i/userpic/320/4FPEE4tmP3ATHa57u6MqTDih13LTOiMoKoLDRG4PnSA.svg',
    );
    expect(data.chatInstance).toBe('8134722200314281151');
    const { raw } = vectors.signedBothWays;
    expect(() => hmacOf(vectors.signedBothWays)(raw.replace(/&signature=[^&]+/, ''))).toThrow(
      expect.objectContaining(refusal),
    );
  });

  it('verifies the shortest vector, and refuses it for another token of the same bot', () => {
    const { botId, raw } = vectors.aiogram;
    expect(hmacOf(vectors.aiogram)(raw).user.id).toBe(42);
    expect(() => hmacOf({ botId, token: '42:INVALID' })(raw)).toThrow(expect.objectContaining(refusal));
  });

  it('takes the previous token too, while it is configured', () => {
    const rotated = createInitDataVerifier({ botId, path: 'hmac', tokens: [`${botId}:new`, token] });
    expect(rotated(signed({})).user.id).toBe(42);
    const later = createInitDataVerifier({ botId, path: 'hmac', tokens: [`${botId}:new`] });
    expect(() => later(signed({}))).toThrow(expect.objectContaining(refusal));
  });

  it('counts an empty `signature=` as signed', () => {
    const raw = signed({ signature: '' });
    expect(verify(raw).user.id).toBe(42);
    expect(() => verify(raw.replace('&signature=', ''))).toThrow(expect.objectContaining(refusal));
  });

  it('keeps keys it does not know in what is signed, and passes them on', () => {
    const raw = signed({ chat_join_request_query_id: '77', zzz_next_year: 'a=b' });
    expect(verify(raw).fields.get('zzz_next_year')).toBe('a=b');
    expect(() => verify(raw.replace('zzz_next_year', 'zzz_last_year'))).toThrow(
      expect.objectContaining(refusal),
    );
  });

  it('sorts keys by byte, not by language', () => {
    expect(verify(signed({ a_b: '1', ab: '2', a1: '3', a__: '4' })).user.id).toBe(42);
  });

  it('reads names with every character that means something elsewhere', () => {
    const awkward = JSON.stringify({
      id: 42,
      first_name: 'A+B & C=D? 100% \n "x" <b>',
      last_name: 'é\u{1F600}',
    });
    expect(verify(signed({ user: awkward })).user.displayName).toBe('A+B & C=D? 100%  "x" <b> é\u{1F600}');
    const escaped =
      '{"id":42,"first_name":"\\u0410\\u043d\\u043d\\u0430","photo_url":"https:\\/\\/t.me\\/a.svg"}';
    expect(verify(signed({ user: escaped })).user).toMatchObject({
      firstName: 'Анна',
      photoUrl: 'https://t.me/a.svg',
    });
  });

  it('refuses data without a hash, and data of another bot', () => {
    expect(() => verify(encodeFields({ auth_date: '1790000000', user }))).toThrow(
      expect.objectContaining(refusal),
    );
    expect(() => verify(vectors.kibenko.raw)).toThrow(expect.objectContaining(refusal));
  });

  it('does not take the Ed25519 signature in the place of the hash', () => {
    const { botId, raw } = vectors.aiogramEd25519;
    expect(() => hmacOf({ botId, token: '42:TEST' })(raw)).toThrow(expect.objectContaining(refusal));
  });
});

describe('Ed25519 with a trusted public key', () => {
  const ed25519 = (botId: string, ...publicKeysHex: string[]) =>
    createInitDataVerifier({ botId, path: 'ed25519', publicKeysHex });

  it("verifies with Telegram's production key, without the token", () => {
    const { botId, raw } = vectors.signedBothWays;
    expect(ed25519(botId, telegramPublicKeysHex.production)(raw).user.id).toBe(279058397);
    expect(() => ed25519(botId, telegramPublicKeysHex.test)(raw)).toThrow(expect.objectContaining(refusal));
    expect(() => ed25519('7342037358', telegramPublicKeysHex.production)(raw)).toThrow(
      expect.objectContaining(refusal),
    );
  });

  it('verifies with any of several trusted keys, and without a hash', () => {
    const { botId, publicKeyHex, raw } = vectors.aiogramEd25519;
    expect(ed25519(botId, telegramPublicKeysHex.production, publicKeyHex)(raw).user.firstName).toBe('Test');
  });

  it('takes one spelling of a signature only', () => {
    const { botId, publicKeyHex, raw } = vectors.aiogramEd25519;
    const check = ed25519(botId, publicKeyHex);
    // The last character of 86 holds four stray bits: `w` and `x` decode to the same 64 bytes.
    for (const other of ['x', 'w=', 'w==', 'w%3D%3D', '', 'w%20', 'A']) {
      expect(() => check(raw.replace(/w$/, other)), other).toThrow(expect.objectContaining(refusal));
    }
    expect(() => check(raw.replace(/-jU_Cw$/, '-j1U_w'))).toThrow(expect.objectContaining(refusal));
    expect(() => check(raw.replace('yq_jNZ', 'yq/jNZ'))).toThrow(expect.objectContaining(refusal));
  });

  it('refuses a signature over other fields, and none', () => {
    const { botId, privateKeyHex, publicKeyHex, raw } = vectors.aiogramEd25519;
    const check = ed25519(botId, publicKeyHex);
    const fields = { auth_date: '1650385342', user };
    expect(
      check(encodeFields({ ...fields, signature: signEd25519(fields, botId, privateKeyHex) })).user.id,
    ).toBe(42);
    expect(() => check(raw.replace('query_id=test', 'query_id=best'))).toThrow(
      expect.objectContaining(refusal),
    );
    expect(() => check(raw.replace(/&signature=.*/, ''))).toThrow(expect.objectContaining(refusal));
    expect(() => check(vectors.aiogram.raw)).toThrow(expect.objectContaining(refusal));
  });
});

describe('what is signed with the same token but is no init data', () => {
  it('refuses Login Widget data', () => {
    const { botId, token, fields, hash } = vectors.loginWidget;
    const secret = createHash('sha256').update(token).digest();
    const lines = checkString(new Map(Object.entries(fields)), []);
    expect(createHmac('sha256', secret).update(lines).digest('hex')).toBe(hash);
    expect(() => hmacOf({ botId, token })(encodeFields({ ...fields, hash }))).toThrow(
      expect.objectContaining(refusal),
    );
    // Even with a `user` put in, and signed in the widget's way.
    const disguised = { auth_date: fields.auth_date, user };
    const disguisedHash = createHmac('sha256', secret)
      .update(checkString(new Map(Object.entries(disguised)), []))
      .digest('hex');
    expect(() => hmacOf({ botId, token })(encodeFields({ ...disguised, hash: disguisedHash }))).toThrow(
      expect.objectContaining(refusal),
    );
  });

  it('refuses the answer of requestContact', () => {
    const contact = JSON.stringify({ user_id: 42, phone_number: '79001112233', first_name: 'Anna' });
    expect(() => verify(signedInitData({ auth_date: '1790000000', contact }, token))).toThrow(
      expect.objectContaining(refusal),
    );
  });
});

describe('verifyContact', () => {
  const verifyContact = createContactVerifier({ botId, path: 'hmac', tokens: [token] });
  const answer = (contact: object, more = {}) =>
    signedInitData({ auth_date: '1790000000', contact: JSON.stringify(contact), ...more }, token);
  const own = { user_id: 42, phone_number: '79001112233', first_name: 'Anna' };

  it('gives the number of the person who is signed in, in E.164', () => {
    const verified = { userId: 42, phone: '+79001112233', authDate: new Date(1790000000_000) };
    expect(verifyContact(answer(own), { userId: 42 })).toEqual(verified);
    expect(verifyContact(answer({ ...own, phone_number: '+79001112233' }), { userId: 42 })).toEqual(verified);
  });

  it.each([
    ['the contact of somebody else', answer({ ...own, user_id: 43 })],
    ['a contact without a user id', answer({ phone_number: '79001112233' })],
    ['a user id as text', answer({ ...own, user_id: '42' })],
    ['no number', answer({ user_id: 42 })],
    ['a number that is none', answer({ ...own, phone_number: '+7 (900) tel' })],
    ['init data, which has no contact', signed({})],
    ['init data with a contact', signed({ contact: JSON.stringify(own) })],
    ['an altered number', answer(own).replace('79001112233', '79001112234')],
    [
      'another token',
      signedInitData({ auth_date: '1790000000', contact: JSON.stringify(own) }, `${botId}:other`),
    ],
    ['no hash', encodeFields({ auth_date: '1790000000', contact: JSON.stringify(own) })],
    ['nothing', ''],
  ])('refuses %s', (_what, response) => {
    expect(() => verifyContact(response, { userId: 42 })).toThrow(expect.objectContaining(refusal));
  });
});

describe('fingerprint', () => {
  it('is the same however the data is ordered or encoded', () => {
    const raw = signed({ user: JSON.stringify({ id: 42, first_name: 'A B~é' }) });
    const expected = verify(raw).fingerprint;
    const encodings = {
      plus: raw.replaceAll('%20', '+'),
      lowerCase: raw.replace(/%[0-9A-F]{2}/g, (spelled) => spelled.toLowerCase()),
      reversed: raw.split('&').reverse().join('&'),
      escapedKey: raw.replace('auth_date', '%61uth_date'),
      unescaped: raw.replaceAll('%3A', ':').replaceAll('%2C', ','),
      rawUnicode: raw.replace('%C3%A9', 'é'),
    };
    for (const [how, again] of Object.entries(encodings)) {
      expect(again, how).not.toBe(raw);
      expect(verify(again).fingerprint, how).toEqual(expected);
    }
  });

  it('does not depend on `hash` and `signature`, but on the bot and on everything else', () => {
    const { botId, privateKeyHex, publicKeyHex } = vectors.aiogramEd25519;
    const fields = { auth_date: '1790000000', user };
    const signature = signEd25519(fields, botId, privateKeyHex);
    const byHmac = hmacOf({ botId, token: '42:TEST' })(signedInitData({ ...fields, signature }, '42:TEST'));
    const byEd25519 = createInitDataVerifier({ botId, path: 'ed25519', publicKeysHex: [publicKeyHex] })(
      encodeFields({ ...fields, signature }),
    );
    expect(byHmac.fingerprint).toEqual(byEd25519.fingerprint);
    expect(verify(signedInitData(fields, token)).fingerprint).not.toEqual(byHmac.fingerprint);
    expect(verify(signed({})).fingerprint).not.toEqual(verify(signed({ query_id: '1' })).fingerprint);
    expect(verify(signed({})).fingerprint).toHaveLength(32);
  });
});

describe('folding by line feed', () => {
  const genuine = verify(signed({ query_id: 'AA' }));
  const lines = checkString(genuine.fields, ['hash']).split('\n');
  const hash = genuine.fields.get('hash') ?? '';
  const naiveCheckString = (raw: string) => {
    const fields = new URLSearchParams(raw);
    fields.delete('hash');
    return [...fields]
      .map(([key, value]) => `${key}=${value}`)
      .sort()
      .join('\n');
  };

  it.each([
    [
      'a key',
      `${encodeURIComponent(`${lines[0]}\nquery_id`)}=AA&user=${encodeURIComponent(user)}&hash=${hash}`,
    ],
    [
      'a value',
      `auth_date=${encodeURIComponent(`1790000000\nquery_id=AA`)}&user=${encodeURIComponent(user)}&hash=${hash}`,
    ],
    ['all of it', `auth_date=${encodeURIComponent(`1790000000\nquery_id=AA\nuser=${user}`)}&hash=${hash}`],
  ])('is refused in %s, though the check string is the one Telegram signed', (_where, raw) => {
    expect(naiveCheckString(raw)).toBe(lines.join('\n'));
    expect(() => verify(raw)).toThrow(expect.objectContaining(refusal));
  });

  it('cannot bring a second, younger auth_date or another user', () => {
    const folded = `${encodeURIComponent(`${lines[0]}\nquery_id`)}=AA`;
    const other = encodeURIComponent(JSON.stringify({ id: 1, first_name: 'Eve' }));
    for (const raw of [
      `${folded}&user=${encodeURIComponent(user)}&auth_date=1799999999&hash=${hash}`,
      `${signed({})}&user=${other}`,
      `user=${other}&${signed({})}`,
    ]) {
      expect(() => verify(raw)).toThrow(expect.objectContaining(refusal));
    }
  });
});

describe('configuration', () => {
  it.each([
    ['no token', { botId, path: 'hmac', tokens: [] }],
    ['an empty token', { botId, path: 'hmac', tokens: [''] }],
    ['a token without its secret', { botId, path: 'hmac', tokens: [`${botId}:`] }],
    ['the token of another bot', { botId, path: 'hmac', tokens: ['42:TEST'] }],
    ['a bot id that is no number', { botId: 'bot', path: 'hmac', tokens: ['bot:x'] }],
    ['no public key', { botId, path: 'ed25519', publicKeysHex: [] }],
    ['half a public key', { botId, path: 'ed25519', publicKeysHex: ['e7bf03a2'] }],
  ] as const)('refuses %s at creation', (_what, bot) => {
    expect(() => createInitDataVerifier(bot)).toThrow(InitDataConfigurationError);
    expect(() => createContactVerifier(bot)).toThrow(InitDataConfigurationError);
  });

  it('never puts a token into the message', () => {
    const wrong = () => createInitDataVerifier({ botId, path: 'hmac', tokens: ['42:very-secret'] });
    expect(wrong).toThrow(expect.not.objectContaining({ message: expect.stringContaining('very-secret') }));
  });
});
