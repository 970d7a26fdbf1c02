import { GraphApiError } from '@atlas/shared/whatsapp';
import { describe, expect, it } from 'vitest';
import { failureOf } from './failures.ts';

const refusal = (code: number, status = 429) => new GraphApiError(status, { code, message: '', details: '' });

describe('a refusal of the Cloud API', () => {
  it('of one person is waited out for longer each time', () => {
    const waits = [1, 2, 3, 4, 5].map((attempt) => failureOf(refusal(131056), attempt));
    expect(waits).toEqual(
      [4, 16, 64, 256, 256].map((afterSeconds) => ({ is: 'later', code: 'whatsapp_131056', afterSeconds })),
    );
  });

  it('of the whole number is waited out for a second, whichever attempt it is', () => {
    expect(failureOf(refusal(130429), 4)).toMatchObject({ is: 'later', afterSeconds: 1 });
  });

  it.each([131049, 131050, 132001, 132015])('by %i is not tried again', (code) => {
    expect(failureOf(refusal(code, 400))).toEqual({ is: 'refused', code: `whatsapp_${code}` });
  });
});
