import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { createMemoryState } from '../memory-state/index.ts';
import {
  type Cache,
  type Clock,
  createTestClock,
  type RateCounter,
  type SharedState,
  systemClock,
} from '../ports/index.ts';
import { createLogger } from '../process/index.ts';
import { connectRedis, createRedisState } from '../redis/index.ts';
import { createVault } from '../sealing/index.ts';
import { createWechatClient, WechatAnswerError, WechatApiError } from './index.ts';

const app = { appId: 'wx0123456789abcdef', appSecret: '0123456789abcdef0123456789abcdef' };
const scope = () => ({ traceparent: '', signal: AbortSignal.timeout(5000) });

/** What all processes of the app share: one cache and one counter of each name. */
const sharedBetween = (clock: Clock): SharedState => {
  const state = createMemoryState({ clock });
  const caches = new Map<string, Cache>();
  const counters = new Map<string, RateCounter>();
  return {
    ...state,
    cache: (name) => caches.get(name) ?? (caches.set(name, state.cache(name)).get(name) as Cache),
    rateCounter: (limit) =>
      counters.get(limit.name) ??
      (counters.set(limit.name, state.rateCounter(limit)).get(limit.name) as RateCounter),
  };
};

type Asked = { path: string; query: Record<string, string>; body: Record<string, unknown> };

/** Issues tokens as `stable_token` does, and answers everything else by `answer`. */
const start = async (answer: (asked: Asked, token: string) => object | string) => {
  const asked: Asked[] = [];
  let generation = 1;
  let answerTokens = (): object => ({ access_token: `token-${generation}`, expires_in: 7200 });
  const read = async (req: IncomingMessage): Promise<Asked> => {
    const url = new URL(req.url ?? '', 'http://localhost');
    const isJson = req.headers['content-type'] === 'application/json';
    const body = isJson ? ((await json(req)) as Asked['body']) : {};
    return { path: url.pathname, query: Object.fromEntries(url.searchParams), body };
  };
  const server = createServer(async (req, res) => {
    const request = await read(req);
    asked.push(request);
    const isToken = request.path === '/cgi-bin/stable_token';
    if (isToken && request.body.force_refresh) generation += 1;
    const said = isToken ? answerTokens() : answer(request, `token-${generation}`);
    res.setHeader('Content-Type', 'text/plain');
    res.end(typeof said === 'string' ? said : JSON.stringify(said));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const clock = createTestClock(() => new Date('2026-11-01T10:00:00Z'));
  const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    clock,
    apiRoot,
    open: (sharedState = sharedBetween(clock)) => createWechatClient({ apiRoot, app, clock, sharedState }),
    asked: (path: string) => asked.filter((each) => each.path === path),
    tokens: () => asked.filter(({ path }) => path === '/cgi-bin/stable_token'),
    /** WeChat made another token meanwhile, as after a force of somebody else. */
    replaceToken: () => {
      generation += 1;
    },
    answerTokens: (by: () => object) => {
      answerTokens = by;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const takesItsToken = ({ query }: Asked, token: string) =>
  query.access_token === token ? { errcode: 0, errmsg: 'ok' } : { errcode: 40001, errmsg: 'invalid rid: 1' };
const message = { openid: 'o1', content: { msgtype: 'text', text: { content: 'hi' } } };

describe('the client of WeChat’s API', () => {
  it('reads an answer whatever its content type, and a refusal by its errcode', async () => {
    const answers: Record<string, object | string> = {
      good: { openid: 'o1', session_key: 'AAAA' },
      used: { errcode: 40163, errmsg: 'code been used, rid: 1-2-3' },
      page: '<html>',
      odd: { openid: 1 },
    };
    await using wechat = await start(({ query }) => answers[query.js_code ?? ''] ?? {});
    const client = wechat.open();
    expect(await client.code2Session('good', scope())).toEqual({
      ...{ openid: 'o1', sessionKey: 'AAAA', unionid: null },
    });
    expect(wechat.asked('/sns/jscode2session')[0]?.query).toEqual({
      ...{ appid: app.appId, secret: app.appSecret, js_code: 'good', grant_type: 'authorization_code' },
    });
    await expect(client.code2Session('used', scope())).rejects.toMatchObject({ code: 40163 });
    for (const code of ['page', 'odd'])
      await expect(client.code2Session(code, scope())).rejects.toThrow(WechatAnswerError);
  });

  it('says nothing of the secret when WeChat is away, late or odd', async () => {
    await using wechat = await start(() => '<html>');
    const client = wechat.open();
    const late = { traceparent: '', signal: AbortSignal.abort() };
    const away = createWechatClient({
      ...{ app, apiRoot: 'http://127.0.0.1:1', clock: systemClock },
      sharedState: createMemoryState({ clock: systemClock }),
    });
    const errors = await Promise.all(
      [
        client.code2Session('x', scope()),
        client.code2Session('x', late),
        away.code2Session('x', scope()),
        away.check(scope()),
      ].map((call) => call.catch((error: unknown) => error)),
    );
    for (const error of errors) {
      expect(error).toBeInstanceOf(Error);
      const { stack, cause } = error as Error;
      expect(`${stack} ${JSON.stringify(error)} ${String(cause)}`).not.toContain(app.appSecret);
    }
  });

  it('reads a phone number whose country is a number or a string', async () => {
    await using wechat = await start(({ body }) => ({
      errcode: 0,
      phone_info: {
        ...{ phoneNumber: '+4915112345678', purePhoneNumber: '15112345678' },
        countryCode: body.code === 'number' ? 49 : '49',
        watermark: { appid: app.appId, timestamp: 5 },
      },
    }));
    const client = wechat.open();
    for (const code of ['number', 'string'])
      expect(await client.phoneNumber(code, scope())).toEqual({
        ...{ phone: '+4915112345678', watermark: { appid: app.appId, timestamp: 5 } },
      });
  });
});

describe('the token of an app', () => {
  it('is asked for once, however many calls come at once, and again before it ends', async () => {
    await using wechat = await start(takesItsToken);
    const client = wechat.open();
    await Promise.all(Array.from({ length: 20 }, () => client.sendCustomerMessage(message, scope())));
    expect(wechat.tokens().map(({ body }) => body)).toEqual([
      {
        ...{ grant_type: 'client_credential', appid: app.appId, secret: app.appSecret },
        force_refresh: false,
      },
    ]);
    wechat.clock.advanceSeconds(7200 - 61);
    await client.sendCustomerMessage(message, scope());
    expect(wechat.tokens()).toHaveLength(1);
  });

  it('is asked for by one of several processes; the others find it', async () => {
    await using wechat = await start(takesItsToken);
    const sharedState = sharedBetween(wechat.clock);
    const clients = Array.from({ length: 5 }, () => wechat.open(sharedState));
    await Promise.all(clients.map((client) => client.sendCustomerMessage(message, scope())));
    expect(wechat.tokens()).toHaveLength(1);
  });

  it('is asked for once by each process while Redis is away', async () => {
    await using wechat = await start(takesItsToken);
    const logger = createLogger({ process: 'test', level: 'silent' });
    const redis = connectRedis({ url: 'redis://127.0.0.1:1', name: 'test', logger });
    const vault = createVault([Buffer.alloc(32, 7)]);
    const client = wechat.open(createRedisState({ redis, vault, clock: wechat.clock, logger }));
    await Promise.all(Array.from({ length: 5 }, () => client.sendCustomerMessage(message, scope())));
    await client.sendCustomerMessage(message, scope());
    await redis.close();
    expect(wechat.tokens()).toHaveLength(1);
  });

  it('is replaced once without force where WeChat has another, and the call made again', async () => {
    await using wechat = await start(takesItsToken);
    const client = wechat.open();
    await client.check(scope());
    wechat.replaceToken();
    await Promise.all(Array.from({ length: 10 }, () => client.sendCustomerMessage(message, scope())));
    expect(wechat.tokens().map(({ body }) => body.force_refresh)).toEqual([false, false]);
  });

  it('is forced where WeChat goes on handing out the one it refuses, twice in half a minute never', async () => {
    await using wechat = await start(({ query }) =>
      query.access_token === 'token-1' ? { errcode: 42001 } : { errcode: 0 },
    );
    const sharedState = sharedBetween(wechat.clock);
    const clients = Array.from({ length: 3 }, () => wechat.open(sharedState));
    await Promise.all(clients.map((client) => client.sendCustomerMessage(message, scope())));
    expect(wechat.tokens().map(({ body }) => body.force_refresh)).toEqual([false, false, true]);
  });

  it('gives up after one more try, and asks anew at the next call after a failure', async () => {
    await using wechat = await start(() => ({ errcode: 40014 }));
    const client = wechat.open();
    await expect(client.sendCustomerMessage(message, scope())).rejects.toMatchObject({ code: 40014 });
    expect(wechat.asked('/cgi-bin/message/custom/send')).toHaveLength(2);

    await using failing = await start(takesItsToken);
    const other = failing.open();
    failing.answerTokens(() => ({ errcode: -1 }));
    await expect(other.check(scope())).rejects.toThrow(WechatApiError);
    failing.answerTokens(() => ({ access_token: 'token-1', expires_in: 7200 }));
    await other.sendCustomerMessage(message, scope());
  });
});
