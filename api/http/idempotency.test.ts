import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startApi } from '../testing/index.ts';

describe('Idempotency-Key', () => {
  it('keeps of a request nothing that could be guessed from the database alone', async () => {
    await using api = await startApi();
    const { accessToken } = await api.signIn(42);
    const body = { kind: 'sms', phone: '+4915112345678' };
    const headers = { 'Idempotency-Key': 'once' };
    const [first, again] = [
      await api.post('/v1/factors', body, { accessToken, headers }),
      await api.post('/v1/factors', body, { accessToken, headers }),
    ];
    expect(first.status).toBe(201);
    expect(again.body).toEqual(first.body);

    const rows = await api.database.query<{ requestHash: Buffer; sealedAnswer: string }>({
      text: 'select request_hash as "requestHash", sealed_answer as "sealedAnswer" from idempotency_keys',
    });
    expect(rows).toHaveLength(1);
    const text = JSON.stringify(body);
    for (const guess of [text, JSON.stringify(text), JSON.stringify([text])])
      expect(rows[0]?.requestHash.equals(createHash('sha256').update(guess).digest())).toBe(false);
    expect(rows[0]?.sealedAnswer).toMatch(/^v1\./);
  });
});
