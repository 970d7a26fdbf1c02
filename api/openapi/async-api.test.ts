import { catalogue } from '@atlas/shared/events';
import { describe, expect, it } from 'vitest';
import { startApi } from '../testing/index.ts';

describe('GET /asyncapi.json', () => {
  it('tells anybody which events there are, as AsyncAPI 3.0', async () => {
    await using api = await startApi();
    const { status, headers, body } = await api.get('/asyncapi.json');
    expect(status).toBe(200);
    expect(headers.get('Content-Type')).toMatch(/^application\/json/);
    expect(body.asyncapi).toBe('3.0.0');
    const { messages } = body.components as { messages: object };
    expect(Object.keys(messages).toSorted()).toEqual(Object.keys(catalogue).toSorted());
  });
});
