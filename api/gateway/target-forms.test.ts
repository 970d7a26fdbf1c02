import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTokenApi, startApi, type TestApi } from '../testing/index.ts';

/** A server that notes what reached it. */
const startServer = async () => {
  const seen: string[] = [];
  const server = createServer((req, res) => {
    seen.push(`${req.url} ${req.headers.authorization ?? ''}`);
    res.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { seen, port, stop: () => new Promise((resolve) => server.close(resolve)) };
};
type Server = Awaited<ReturnType<typeof startServer>>;

/** Node's client sends the request target as it is given, whatever it is. */
const ask = (url: string, target: string, accessToken: string) =>
  new Promise<number>((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const headers = { Authorization: `Bearer ${accessToken}` };
    request({ hostname, port, path: target, headers }, (answer: IncomingMessage) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    })
      .on('error', reject)
      .end();
  });

describe('the gateway, asked for a target of another form', () => {
  let service: Server;
  let stranger: Server;
  let api: TestApi;
  let accessToken: string;
  beforeAll(async () => {
    [service, stranger] = [await startServer(), await startServer()];
    api = await startApi({ gatewayUpstreams: { orders: `http://127.0.0.1:${service.port}` } });
    accessToken = (await createTokenApi(api).raise(await api.signIn(1))).accessToken;
  });
  afterAll(async () => {
    await api[Symbol.asyncDispose]();
    await Promise.all([service.stop(), stranger.stop()]);
  });

  it.each<[string, (port: number) => string]>([
    [
      'an absolute one, whose middle names another host',
      (port) => `http://aaaaaaaa@127.0.0.1:${port}/gateway/orders/x`,
    ],
    ['an absolute one with a longer scheme', (port) => `https://aaaaaaa@127.0.0.1:${port}/gateway/orders/x`],
    ['an absolute one of our own', () => `${api.url}/gateway/orders/x`],
    ['a service written with escapes', () => '/gateway/%6Frders/x'],
    ['a service written with escapes to its end', () => '/gateway/order%73/x'],
    ['a service with a user behind it', (port) => `/gateway/orders@127.0.0.1:${port}/x`],
    ['a service with a port behind it', () => '/gateway/orders:80/x'],
    ['two slashes before it', () => '//gateway/orders/x'],
    ['a fragment', () => '/gateway/orders#@x'],
  ])('sends nothing to anybody for %s', async (_what, target) => {
    const before = service.seen.length;
    const status = await ask(api.url, target(stranger.port), accessToken);
    expect(stranger.seen).toEqual([]);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(service.seen).toHaveLength(before);
  });

  it('takes the path with or without more behind it', async () => {
    for (const target of [
      '/gateway/orders',
      '/gateway/orders?a=b',
      '/gateway/orders/',
      '/gateway/orders//x?y',
    ])
      expect(await ask(api.url, target, accessToken), target).toBe(200);
    expect(service.seen.map((line) => line.split(' ')[0])).toEqual(['/', '/?a=b', '/', '//x?y']);
  });
});
