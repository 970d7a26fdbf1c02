import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDpopKey } from '../api/testing/index.ts';
import type { AtlasProcess } from './atlas-process.ts';
import { startOnClone } from './start-on-clone.ts';

let atlas: AtlasProcess;
beforeAll(async () => {
  atlas = await startOnClone();
});
afterAll(() => atlas[Symbol.asyncDispose]());

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
type Answer = { status: number; headers: Headers; body: any };

const post = async (path: string, body: object, headers: Record<string, string> = {}): Promise<Answer> => {
  const answer = await fetch(atlas.url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: answer.status, headers: answer.headers, body: await answer.json().catch(() => null) };
};
const control = async (path: string, body: object = {}) =>
  (await post(`/sandbox/control/wechat${path}`, body)).body;
const join = async (): Promise<string> => (await control('/users', { name: 'Mia' })).id;

/** As a browser with a key asks: once for the nonce, once for good. */
const withKey = (key: Awaited<ReturnType<typeof createDpopKey>>) => async (path: string, body: object) => {
  const ask = async (nonce?: string) =>
    post(path, body, { DPoP: await key.proof({ method: 'POST', url: atlas.url + path, nonce }) });
  const first = await ask();
  return first.body.code === 'use_dpop_nonce' ? ask(first.headers.get('DPoP-Nonce') ?? undefined) : first;
};

describe('WeChat on the desk', () => {
  it('signs in the mini program by the code of wx.login and what was sealed with it, once', async () => {
    const id = await join();
    const { code } = await control(`/users/${id}/login-code`);
    const profile = await control(`/users/${id}/profile-data`);
    const answer = await post('/v1/sessions/wechat', { code, ...profile });
    expect(answer).toMatchObject({
      status: 201,
      body: { isNew: true, tokenType: 'Bearer', expiresIn: 300, account: { displayName: '微信用户' } },
    });
    expect((await post('/v1/sessions/wechat', { code })).body.code).toBe('invalid_wechat_code');
  });

  it('signs in a page by way of WeChat’s own, and lets a snapshot only look', async () => {
    const id = await join();
    const ask = withKey(await createDpopKey());
    const signIn = async (more: Record<string, string>) => {
      const { authorizeUrl } = (await ask('/v1/login-starts/wechat', {})).body;
      const chosen = await fetch(authorizeUrl.split('#')[0], {
        method: 'POST',
        body: new URLSearchParams({ openid: id, ...more }),
        redirect: 'manual',
      });
      const back = new URL(chosen.headers.get('Location') ?? '');
      expect(back.pathname).toBe('/miniapp/');
      const { code: oauthCode, state } = Object.fromEntries(back.searchParams);
      return ask('/v1/sessions/wechat', { oauthCode, state });
    };
    expect(await signIn({})).toMatchObject({ status: 201, body: { isNew: true, tokenType: 'DPoP' } });
    const { body } = await signIn({ snapshot: '1' });
    const claims = JSON.parse(Buffer.from(body.accessToken.split('.')[1], 'base64url').toString());
    expect(claims.acr).toBe('urn:atlas:acr:snapshot');
  });

  it('hears what is written to the account, and answers', async () => {
    const id = await join();
    await control(`/users/${id}/messages`, { text: 'hello' });
    const chat = async () => {
      const answer = await fetch(`${atlas.url}/sandbox/control/wechat/users/${id}/messages`);
      return ((await answer.json()) as { from: string }[]).map(({ from }) => from);
    };
    await expect.poll(chat, { timeout: 10_000 }).toContain('bot');
  });
});
