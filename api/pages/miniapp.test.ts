import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../testing/index.ts';

const html =
  '<!doctype html><meta name="atlas-api" content=""><meta name="atlas-dpop-nonce" content=""><meta name="atlas-bot-id" content="">';

describe('/miniapp/', () => {
  let api: TestApi;
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'atlas-pages-'));
    await mkdir(join(directory, 'assets'));
    await writeFile(join(directory, 'index.html'), html);
    await writeFile(join(directory, 'assets/app.js'), '1');
    await writeFile(join(directory, '.sources'), 'x');
    api = await startApi({
      miniappDirectory: directory,
      miniappFrameAncestors: ['https://web.telegram.org'],
    });
  });
  afterAll(async () => {
    await api[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  it('tells the app where the API is, whose bot it is, and a nonce that is good at once', async () => {
    const { body } = await api.get('/miniapp/');
    expect(body.text).toContain(`<meta name="atlas-api" content="${api.url}">`);
    expect(body.text).toContain('<meta name="atlas-bot-id" content="7000000001">');
    const nonce = /dpop-nonce" content="([^"]+)"/.exec(String(body.text))?.[1];
    const key = await api.createKey();
    const proof = await key.proof({ method: 'POST', url: `${api.url}/v1/sessions/telegram`, nonce });
    const answer = await api.callOnce('POST', '/v1/sessions/telegram', {
      body: { initData: api.initDataFor(1) },
      headers: { DPoP: proof },
    });
    expect(answer.status).toBe(201);
  });

  it('may be framed by the messengers’ web clients and by nobody else, and runs only its own scripts', async () => {
    const { headers } = await api.get('/miniapp/');
    const policy = headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain('frame-ancestors https://web.telegram.org');
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('X-Frame-Options')).toBeNull();
  });

  it('serves its files, and never a page in the place of a missing script', async () => {
    expect((await api.get('/miniapp/assets/app.js')).headers.get('Cache-Control')).toContain('immutable');
    expect((await api.get('/miniapp/assets/gone.js')).status).toBe(404);
    expect((await api.get('/miniapp/devices')).body.text).toContain('atlas-api');
    for (const path of ['/miniapp/.sources', '/miniapp/..%2fpackage.json', '/miniapp/%2e%2e/package.json']) {
      expect((await api.get(path)).status).toBeGreaterThanOrEqual(400);
    }
  });
});
