import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ensureClient } from '@atlas/api';
import { onTimeline, type TimelineEntry } from '@atlas/shared/trace';
import { describe, expect, it } from 'vitest';
import { startApi } from '../../api/testing/index.ts';
import { createCallScope } from '../call-scope.ts';
import { createApiClient } from './index.ts';

const clientSecret = 'a secret: 100% of + signs & / others=';
const identity = { messenger: 'telegram', appScope: '7000000001', subject: '42' } as const;
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Passes everything on to the real API, and counts it; breaks what it is told to break. */
const startRelay = async (target: string) => {
  const seen: { method?: string; path?: string; authorization?: string }[] = [];
  let breakWith: ((req: IncomingMessage) => number | 'hang' | undefined) | undefined;
  const server = createServer(async (req, res) => {
    seen.push({ method: req.method, path: req.url, authorization: req.headers.authorization });
    const fault = breakWith?.(req);
    if (fault === 'hang') return;
    if (fault) return void res.writeHead(fault, { 'Content-Type': 'application/json' }).end('{}');
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const { host: _, connection: __, 'content-length': ___, ...headers } = req.headers;
    const hasBody = req.method !== 'GET' && chunks.length > 0;
    const answer = await fetch(target + req.url, {
      method: req.method,
      headers: headers as Record<string, string>,
      ...(hasBody ? { body: Buffer.concat(chunks) } : {}),
    });
    res
      .writeHead(answer.status, { 'Content-Type': answer.headers.get('Content-Type') ?? '' })
      .end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokenRequests: () => seen.filter(({ path }) => path === '/oauth/token').length,
    break: (rule: typeof breakWith) => {
      breakWith = rule;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const start = async ({ timeoutMs = 500 } = {}) => {
  const api = await startApi();
  const { database, clock } = api;
  await ensureClient(
    { database, clock },
    {
      clientId: 'bots-test',
      name: 'Bots',
      secret: clientSecret,
      audiences: ['atlas-api'],
      scopes: ['identities:act'],
    },
  );
  const relay = await startRelay(api.url);
  const scope = createCallScope();
  const client = createApiClient({
    apiUrl: relay.url,
    clientId: 'bots-test',
    clientSecret,
    clock,
    scope,
    timeoutMs,
  });
  const close = async () => {
    await relay[Symbol.asyncDispose]();
    await api[Symbol.asyncDispose]();
  };
  return { api, relay, scope, client, [Symbol.asyncDispose]: close };
};

describe('API client', () => {
  it('asks for one token, however many calls begin at once, and keeps it until shortly before it ends', async () => {
    await using t = await start();
    expect(await Promise.all(Array.from({ length: 8 }, () => t.client.findAccount(identity)))).toEqual(
      Array(8).fill(null),
    );
    t.api.clock.advanceSeconds(269);
    await t.client.findAccount(identity);
    expect(t.relay.tokenRequests()).toBe(1);
    t.api.clock.advanceSeconds(2);
    await t.client.findAccount(identity);
    expect(t.relay.tokenRequests()).toBe(2);
  });

  it('replaces a token that is no longer taken, once', async () => {
    await using t = await start();
    await t.client.findAccount(identity);
    let refusals = 1;
    t.relay.break((req) => (req.url !== '/oauth/token' && refusals-- > 0 ? 401 : undefined));
    expect(await t.client.findAccount(identity)).toBeNull();
    expect(t.relay.tokenRequests()).toBe(2);
    t.relay.break((req) => (req.url === '/oauth/token' ? undefined : 401));
    await expect(t.client.findAccount(identity)).rejects.toMatchObject({ code: 'unavailable' });
    expect(t.relay.tokenRequests()).toBe(3);
  });

  it('does what it says for the person, and names what is not there', async () => {
    await using t = await start();
    const { session, account } = await t.api.signIn(42);
    expect(await t.client.findAccount(identity)).toMatchObject({ id: account.id });
    expect(await t.client.updateAccount(identity, { locale: 'zh' })).toMatchObject({ locale: 'zh' });
    expect(await t.client.listSessions(identity)).toMatchObject([{ id: session.id }]);
    await t.client.revokeSession(identity, session.id);
    await expect(t.client.revokeSession(identity, session.id)).rejects.toMatchObject({
      code: 'session_not_found',
    });
    await t.client.revokeAllSessions(identity);
    await expect(t.client.decideProof(identity, session.id, 'approve')).rejects.toMatchObject({
      code: 'confirmation_not_found',
    });
    await expect(t.client.cancelRecovery(identity, session.id)).rejects.toMatchObject({
      code: 'recovery_not_found',
    });
    await expect(t.client.listSessions({ ...identity, subject: '43' })).rejects.toMatchObject({
      code: 'account_not_found',
    });
  });

  it.each<[string, number | 'hang']>([
    ['fails', 500],
    ['is overloaded', 503],
    ['limits us', 429],
    ['answers what is no answer of ours', 404],
    ['does not answer in time', 'hang'],
  ])('says unavailable when the API %s', async (_what, fault) => {
    await using t = await start();
    await t.client.findAccount(identity);
    t.relay.break(() => fault);
    await expect(t.client.findAccount(identity)).rejects.toMatchObject({
      code: 'unavailable',
      details: { dependency: 'api' },
    });
    t.relay.break(undefined);
    expect(await t.client.findAccount(identity)).toBeNull();
  });

  it('says unavailable when no token is given, and asks again the next time', async () => {
    await using t = await start();
    for (const fault of [400, 503, 'hang'] as const) {
      t.relay.break((req) => (req.url === '/oauth/token' ? fault : undefined));
      await expect(t.client.findAccount(identity)).rejects.toMatchObject({ code: 'unavailable' });
    }
    t.relay.break(undefined);
    expect(await t.client.findAccount(identity)).toBeNull();
  });

  it('carries the trace of what it calls for', async () => {
    await using t = await start();
    const entries: TimelineEntry[] = [];
    const stop = onTimeline((entry) => void entries.push(entry));
    await t.scope.run({ traceparent, signal: AbortSignal.timeout(5000) }, () =>
      t.client.findAccount(identity),
    );
    stop();
    const ours = entries.filter(({ correlationId }) => correlationId === '0af7651916cd43dd8448eb211c80319c');
    expect(ours.some(({ name }) => name.startsWith('GET /v1/service/identities/'))).toBe(true);
  });

  it('gives up with the work it calls for', async () => {
    await using t = await start({ timeoutMs: 60_000 });
    await t.client.findAccount(identity);
    t.relay.break(() => 'hang');
    const startedAt = performance.now();
    const call = t.scope.run({ traceparent, signal: AbortSignal.timeout(50) }, () =>
      t.client.findAccount(identity),
    );
    await expect(call).rejects.toMatchObject({ code: 'unavailable' });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
