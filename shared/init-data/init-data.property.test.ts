import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createContactVerifier, createInitDataVerifier, parseInitData } from './index.ts';
import { encodeFields, signEd25519, signedInitData } from './test-signer.ts';
import { vectors } from './vectors.ts';

const token = '42:TEST';
const { botId, privateKeyHex, publicKeyHex } = vectors.aiogramEd25519;
const byHmac = createInitDataVerifier({ botId, path: 'hmac', tokens: [token] });
const byEd25519 = createInitDataVerifier({ botId, path: 'ed25519', publicKeysHex: [publicKeyHex] });
const verifyContact = createContactVerifier({ botId, path: 'hmac', tokens: [token] });

const seed = 20_261_121;
const printable = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replace(/\p{Cc}/gu, ''));
const genuineFields = fc
  .record({
    id: fc.integer({ min: 1 }),
    name: fc.string({ unit: 'grapheme', maxLength: 30 }),
    note: printable,
    extra: fc.dictionary(fc.stringMatching(/^x_[a-z]{1,6}$/), printable, { maxKeys: 3 }),
  })
  .map(({ id, name, note, extra }) => ({
    ...extra,
    auth_date: '1790000000',
    start_param: note,
    user: JSON.stringify({ id, first_name: name }),
  }));

/** The verdict: what was read of data that verified, or the code it was refused with. Any other failure is thrown on. */
const judge = (read: () => unknown): unknown => {
  try {
    return read();
  } catch (error) {
    if ((error as { code?: unknown }).code === 'invalid_init_data') return 'refused';
    throw error;
  }
};

describe('any init data', () => {
  it('verifies as it was signed, both ways', () => {
    fc.assert(
      fc.property(genuineFields, (fields) => {
        const both = { ...fields, signature: signEd25519(fields, botId, privateKeyHex) };
        const raw = signedInitData(both, token);
        expect(byHmac(raw).fingerprint).toEqual(byEd25519(raw).fingerprint);
        expect(byHmac(raw).fields.get('user')).toBe(fields.user);
      }),
      { seed, numRuns: 200 },
    );
  });

  it('verifies with no changed byte, unless the byte changes only how the same text is spelled', () => {
    fc.assert(
      fc.property(genuineFields, fc.nat(), fc.integer({ min: 1, max: 126 }), (fields, at, other) => {
        const raw = signedInitData(fields, token);
        const index = at % raw.length;
        const changed = raw.slice(0, index) + String.fromCharCode(other) + raw.slice(index + 1);
        const read = judge(() => byHmac(changed).fields) as 'refused' | ReadonlyMap<string, string>;
        // `%2f` for `%2F`: another spelling, the same fields.
        if (read !== 'refused')
          expect(Object.fromEntries(read)).toEqual(Object.fromEntries(byHmac(raw).fields));
      }),
      { seed, numRuns: 3000 },
    );
  });

  it('verifies with no bit of hash, signature, token or field changed', () => {
    fc.assert(
      fc.property(genuineFields, fc.nat({ max: 255 }), (fields, bit) => {
        const raw = signedInitData(fields, token);
        const hash = Buffer.from(raw.slice(-64), 'hex');
        hash[bit >> 3] = (hash[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(judge(() => byHmac(raw.slice(0, -64) + hash.toString('hex')))).toBe('refused');
        const signature = Buffer.from(signEd25519(fields, botId, privateKeyHex), 'base64url');
        signature[bit >> 2] = (signature[bit >> 2] ?? 0) ^ (1 << (bit & 7));
        expect(
          judge(() => byEd25519(encodeFields({ ...fields, signature: signature.toString('base64url') }))),
        ).toBe('refused');
        expect(judge(() => byHmac(signedInitData(fields, `${token}${bit}`)))).toBe('refused');
      }),
      { seed, numRuns: 300 },
    );
  });

  it('keeps its fingerprint in any order and encoding', () => {
    fc.assert(
      fc.property(genuineFields, fc.infiniteStream(fc.boolean()), fc.nat(), (fields, coins, turn) => {
        const raw = signedInitData(fields, token);
        const flip = () => coins.next().value;
        const spell = (piece: string): string => {
          if (piece === '%20' && flip()) return '+';
          if (piece.startsWith('%')) return flip() ? piece.toLowerCase() : piece;
          return flip() && flip() ? `%${piece.charCodeAt(0).toString(16)}` : piece;
        };
        const spelled = raw.replace(/%[0-9A-F]{2}|[a-z0-9]/g, spell);
        const pairs = spelled.split('&');
        const start = turn % pairs.length;
        const again = [...pairs.slice(start), ...pairs.slice(0, start)].join('&');
        fc.pre(again.length <= 4096);
        expect(byHmac(again).fingerprint).toEqual(byHmac(raw).fingerprint);
      }),
      { seed, numRuns: 300 },
    );
  });
});

describe('fuzz', () => {
  const genuine = signedInitData(
    { auth_date: '1790000000', user: '{"id":42,"first_name":"Anna"}', query_id: 'AA' },
    token,
  );
  const scraps = [
    '&',
    '=',
    '%',
    '%0A',
    '%00',
    '\n',
    '+',
    '%u0041',
    'hash=',
    'user=',
    '%7B',
    '"',
    '\\u0000',
    '\ud800',
    '[',
    '{',
    'auth_date=',
    '9'.repeat(30),
    'x'.repeat(4096),
  ];
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(fc.constantFrom(...scraps), { maxLength: 30 }).map((parts) => parts.join('')),
    // Genuine data with pieces cut out, doubled or put in.
    fc
      .tuple(fc.nat(genuine.length), fc.nat(genuine.length), fc.constantFrom('', ...scraps))
      .map(([from, to, scrap]) => genuine.slice(0, from) + scrap + genuine.slice(to)),
    // Signed, so that what lies behind the signature is reached too.
    fc
      .tuple(fc.json({ maxDepth: 4 }), fc.string({ unit: 'binary', maxLength: 20 }))
      .map(([json, note]) =>
        signedInitData(
          { auth_date: '1790000000', user: json, contact: json, note: note.toWellFormed() },
          token,
        ),
      ),
  );

  it('throws nothing but invalid_init_data, in two seconds of trying', () => {
    fc.assert(
      fc.property(anything, (raw) => {
        for (const read of [
          parseInitData,
          byHmac,
          byEd25519,
          (text: string) => verifyContact(text, { userId: 42 }),
        ]) {
          judge(() => read(raw));
        }
      }),
      { seed, numRuns: 100_000, interruptAfterTimeLimit: 2000, markInterruptAsFailure: false },
    );
  });
});
