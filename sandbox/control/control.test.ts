import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { createInitDataVerifier } from '@atlas/shared/init-data';
import { newTraceparent, publishTimeline, traceIdOf } from '@atlas/shared/trace';
import { describe, expect, it } from 'vitest';
import { startSandbox, type TestSandbox } from '../testing/start-sandbox.ts';

/** Reads an event stream until `count` entries came. */
const readStream = async (sandbox: TestSandbox, path: string, count: number, act: () => Promise<unknown>) => {
  const response = await fetch(sandbox.at(`/control${path}`));
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  await act();
  let text = '';
  const entries = () => [...text.matchAll(/^data: (.*)\n\n/gm)].map(([, json]) => JSON.parse(json ?? ''));
  while (entries().length < count) {
    const { value, done } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  return entries();
};

const rawRequest = (sandbox: TestSandbox, headers: Record<string, string>) =>
  new Promise<number>((resolve, reject) => {
    const url = new URL(sandbox.at('/control/telegram/users'));
    request(url, { headers }, (res) => resolve(res.resume().statusCode ?? 0))
      .on('error', reject)
      .end();
  });

describe('people', () => {
  it('are there from the start: English, Russian, Chinese and an awkward name, each on an origin of their own', async () => {
    await using sandbox = await startSandbox();
    const { body } = await sandbox.control('GET', '/telegram/users');
    expect(body).toMatchObject([
      {
        id: 100_000_001,
        firstName: 'Anna',
        languageCode: 'en',
        origin: `http://anna.localhost:${sandbox.port}`,
        blocked: false,
      },
      { id: 100_000_002, firstName: 'Иван', lastName: 'Петров', languageCode: 'ru', isPremium: true },
      { id: 100_000_003, firstName: '李雷', languageCode: 'zh-hans' },
      { id: 100_000_004, firstName: expect.stringContaining('<b>&amp;') },
    ]);
    expect(new Set(body.map(({ origin }: { origin: string }) => origin)).size).toBe(4);
  });

  it('join with ids that are never given twice, also over a reset', async () => {
    await using sandbox = await startSandbox();
    const first = await sandbox.join({ firstName: 'Bo', username: 'bo_runs' }, { started: false });
    expect(first).toEqual({
      id: 200_000_001,
      firstName: 'Bo',
      username: 'bo_runs',
      origin: `http://u200000001.localhost:${sandbox.port}`,
      blocked: false,
    });
    await sandbox.control('POST', '/reset');
    expect((await sandbox.control('GET', `/telegram/users/${first.id}`)).status).toBe(404);
    expect((await sandbox.join()).id).toBe(200_000_002);
  });

  it.each([
    ['POST', '/telegram/users', {}, 422, 'invalid_request'],
    ['POST', '/telegram/users', { firstName: 'x', colour: 'red' }, 422, 'invalid_request'],
    ['POST', '/telegram/users', { firstName: 'x', username: 'anna_runs' }, 409, 'username_taken'],
    ['GET', '/telegram/users/7/messages', undefined, 404, 'not_found'],
    ['GET', '/telegram/users/x/chat', undefined, 404, 'not_found'],
    ['POST', '/telegram/users/100000001/messages', { text: ' ' }, 422, 'invalid_request'],
    ['POST', '/telegram/users/100000001/messages', { text: 'x'.repeat(4097) }, 422, 'invalid_request'],
    ['POST', '/telegram/users/100000001/messages', { callbackData: 'x', messageId: 1 }, 404, 'not_found'],
    ['PATCH', '/telegram/users/100000001/messages/1', { text: 'x' }, 404, 'not_found'],
    ['POST', '/telegram/users/100000001/init-data', { startParam: 'ä' }, 422, 'invalid_request'],
    ['POST', '/telegram/users/100000001/init-data', { botId: 5 }, 404, 'not_found'],
    ['POST', '/telegram/users/100000001/launch', { url: 'javascript:alert(1)' }, 422, 'invalid_request'],
    ['POST', '/telegram/users/100000001/dance', {}, 404, 'not_found'],
    ['POST', '/clock', { advanceSeconds: -1 }, 422, 'invalid_request'],
    ['GET', '/nothing', undefined, 404, 'not_found'],
  ])('%s %s %o is a problem', async (method, path, body, status, code) => {
    await using sandbox = await startSandbox();
    expect(await sandbox.control(method, path, body)).toMatchObject({
      status,
      body: { status, code, type: 'about:blank' },
    });
  });

  it('can let the bot write when the app asks', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.join({}, { started: false });
    await sandbox.control('POST', `/telegram/users/${id}/allow-writing`);
    await sandbox.control('POST', `/telegram/users/${id}/allow-writing`);
    expect(await sandbox.call('sendMessage', { chat_id: id, text: 'x' })).toMatchObject({ ok: true });
    expect((await sandbox.call('getUpdates')).result).toMatchObject([
      { message: { write_access_allowed: { from_request: true } } },
    ]);
  });

  it('can’t write to a bot they blocked', async () => {
    await using sandbox = await startSandbox();
    await sandbox.control('POST', '/telegram/users/100000001/block');
    expect(await sandbox.control('POST', '/telegram/users/100000001/messages', { text: 'x' })).toMatchObject({
      status: 409,
      body: { code: 'bot_blocked' },
    });
    expect((await sandbox.control('GET', '/telegram/users/100000001/chat')).body.blocked).toBe(true);
  });
});

describe('init data', () => {
  const verifiers = ({ botId, botToken, initDataPublicKeyHex }: TestSandbox) => [
    createInitDataVerifier({ botId: String(botId), path: 'hmac', tokens: [botToken] }),
    createInitDataVerifier({ botId: String(botId), path: 'ed25519', publicKeysHex: [initDataPublicKeyHex] }),
  ];
  const initDataOf = async (sandbox: TestSandbox, id: number, body: object = {}) =>
    (await sandbox.control('POST', `/telegram/users/${id}/init-data`, body)).body.initData as string;

  it('is signed both ways for every persona, however awkward the name', async () => {
    await using sandbox = await startSandbox();
    for (const { id, firstName, lastName = '' } of (await sandbox.control('GET', '/telegram/users')).body) {
      const raw = await initDataOf(sandbox, id, { startParam: 'from_ad-1' });
      for (const verify of verifiers(sandbox)) {
        expect(verify(raw)).toMatchObject({
          user: { id, firstName, lastName, allowsWriteToPm: true },
          startParam: 'from_ad-1',
        });
      }
      expect([...new URLSearchParams(raw).keys()]).toEqual([
        'user',
        'chat_instance',
        'chat_type',
        'start_param',
        'auth_date',
        'signature',
        'hash',
      ]);
    }
  });

  it('is another at each opening, also in one second', async () => {
    await using sandbox = await startSandbox();
    const openings = await Promise.all(Array.from({ length: 16 }, () => initDataOf(sandbox, 100_000_001)));
    expect(new Set(openings).size).toBe(16);
    for (const verify of verifiers(sandbox))
      for (const raw of openings) expect(verify(raw).queryId).toMatch(/^AAH/);
  });

  it('writes JSON as Telegram does, slashes escaped', async () => {
    await using sandbox = await startSandbox();
    const raw = await initDataOf(sandbox, 100_000_002);
    expect(new URLSearchParams(raw).get('user')).toContain(
      '"photo_url":"https:\\/\\/t.me\\/i\\/userpic\\/320\\/',
    );
  });

  it('carries the time of the sandbox’s clock', async () => {
    await using sandbox = await startSandbox();
    await sandbox.control('POST', '/clock', { advanceSeconds: 5000 });
    const authDate = Number(new URLSearchParams(await initDataOf(sandbox, 100_000_001)).get('auth_date'));
    expect(Math.abs(authDate - Date.now() / 1000 - 5000)).toBeLessThan(30);
  });

  it('of a launch by button has a query id, and goes to the person’s own origin', async () => {
    await using sandbox = await startSandbox();
    const { body } = await sandbox.control('POST', '/telegram/users/100000001/launch', {
      url: `${sandbox.publicUrl}/miniapp/?ref=x`,
    });
    const origin = `http://anna.localhost:${sandbox.port}`;
    expect(body).toEqual({ origin, src: expect.stringContaining(`${origin}/miniapp/?ref=x#tgWebAppData=`) });
    const parameters = new URLSearchParams(new URL(body.src).hash.slice(1));
    expect(parameters.get('tgWebAppVersion')).toBe('8.0');
    const raw = parameters.get('tgWebAppData') ?? '';
    expect([...new URLSearchParams(raw).keys()]).toEqual([
      'query_id',
      'user',
      'auth_date',
      'signature',
      'hash',
    ]);
    for (const verify of verifiers(sandbox)) expect(verify(raw).queryId).toMatch(/^AAH/);
  });

  it('tells the app the contact that was shared, signed', async () => {
    await using sandbox = await startSandbox();
    const path = '/telegram/users/100000001/requested-contact';
    expect(await sandbox.control('POST', path)).toMatchObject({
      status: 409,
      body: { code: 'contact_not_shared' },
    });
    await sandbox.control('POST', '/telegram/users/100000001/share-contact');
    const response = new URLSearchParams((await sandbox.control('POST', path)).body.response);
    const { hash, ...signed } = Object.fromEntries(response);
    const lines = Object.entries(signed)
      .map(([key, value]) => `${key}=${value}`)
      .sort();
    const secret = createHmac('sha256', 'WebAppData').update(sandbox.botToken).digest();
    expect(createHmac('sha256', secret).update(lines.join('\n')).digest('hex')).toBe(hash);
    expect(JSON.parse(signed.contact ?? '')).toMatchObject({
      user_id: 100_000_001,
      phone_number: '12025550101',
    });
  });

  it('leaves a mini app served elsewhere where it is', async () => {
    await using sandbox = await startSandbox();
    const { body } = await sandbox.control('POST', '/telegram/users/100000001/launch', {
      url: 'https://shop.example/app',
    });
    expect(body.origin).toBe('https://shop.example');
  });
});

describe('streams', () => {
  it('tell what changes in a chat', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.join();
    const changes = await readStream(sandbox, `/telegram/users/${id}/stream`, 6, async () => {
      const { result } = await sandbox.call('sendMessage', { chat_id: id, text: 'one' });
      await sandbox.call('sendChatAction', { chat_id: id, action: 'typing' });
      await sandbox.call('editMessageText', { chat_id: id, message_id: result.message_id, text: 'two' });
      await sandbox.call('deleteMessage', { chat_id: id, message_id: result.message_id });
      await sandbox.write(id, 'three');
      await sandbox.call('setMyCommands', { commands: [{ command: 'start', description: 'Begin' }] });
    });
    expect(changes).toMatchObject([
      { change: 'message', message: { from: 'bot', text: 'one' } },
      { change: 'typing' },
      { change: 'edited', message: { text: 'two', editDate: expect.any(Number) } },
      { change: 'deleted' },
      { change: 'message', message: { from: 'user', text: 'three' } },
      {
        change: 'state',
        state: { commands: [{ command: 'start' }], bot: { username: sandbox.botUsername } },
      },
    ]);
  });

  it('tell the timeline, what happened lately first', async () => {
    await using sandbox = await startSandbox();
    const correlationId = traceIdOf(newTraceparent());
    publishTimeline({ correlationId, step: 'http', name: 'POST /v1/sessions/telegram', status: '201' });
    const entries = await readStream(sandbox, '/timeline', 2, async () =>
      publishTimeline({ correlationId, step: 'event', name: 'user.registered.v1' }),
    );
    expect(entries.map(({ name }) => name)).toEqual(['POST /v1/sessions/telegram', 'user.registered.v1']);
  });

  it('end when the sandbox stops', async () => {
    const sandbox = await startSandbox();
    const response = await fetch(sandbox.at('/control/timeline'));
    await sandbox[Symbol.asyncDispose]();
    await expect(response.text()).resolves.toContain('retry:');
  });
});

describe('the guard', () => {
  it('lets this machine in by its own address only', async () => {
    await using sandbox = await startSandbox();
    expect(await rawRequest(sandbox, { host: `localhost:${sandbox.port}` })).toBe(200);
    expect(await rawRequest(sandbox, { host: 'evil.example' })).toBe(403);
    expect(await rawRequest(sandbox, { host: `anna.localhost:${sandbox.port}` })).toBe(403);
  });

  it.each(['cross-site', 'same-site'])('refuses browsers that come %s', async (site) => {
    await using sandbox = await startSandbox();
    expect(await rawRequest(sandbox, { 'sec-fetch-site': site })).toBe(403);
    expect(await rawRequest(sandbox, { 'sec-fetch-site': 'same-origin' })).toBe(200);
  });
});

describe('starting over', () => {
  it('empties chats, faults and the clock’s shift, and keeps what bots set up', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.join();
    await sandbox.write(100_000_001, 'hello');
    await sandbox.call('setMyCommands', { commands: [{ command: 'start', description: 'Begin' }] });
    await sandbox.control('POST', '/faults', { target: 'telegram', kind: 'error' });
    await sandbox.control('POST', '/clock', { advanceSeconds: 3600 });
    expect((await sandbox.control('POST', '/reset')).status).toBe(204);
    expect(await sandbox.chat(100_000_001)).toEqual([]);
    expect((await sandbox.control('GET', '/faults')).body).toEqual([]);
    expect(Math.abs(sandbox.clock().getTime() - Date.now())).toBeLessThan(1000);
    expect((await sandbox.call('getMyCommands')).result).toHaveLength(1);
    expect(await sandbox.call('sendMessage', { chat_id: id, text: 'x' })).toMatchObject({
      description: 'Bad Request: chat not found',
    });
    expect((await sandbox.call('getUpdates')).result).toEqual([]);
  });
});
