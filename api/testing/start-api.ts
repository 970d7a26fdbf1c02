import { randomUUID } from 'node:crypto';
import type { AtlasEvent } from '@atlas/shared/events';
import { createMemoryState } from '@atlas/shared/memory-state';
import { createTestClock, type Database, type TestClock } from '@atlas/shared/ports';
import { createLogger, createMetrics, listen, type Metrics } from '@atlas/shared/process';
import { createVault, ensureCommandKey, type Vault } from '@atlas/shared/sealing';
import { createReadCommands, createTestDatabase } from '@atlas/shared/testing';
import type { OpenedSession } from '@atlas/shared/wire';
import express from 'express';
import { inject } from 'vitest';
import { type ApiDeps, createApi, createTelegramBots, ensureClient } from '../index.ts';
import { createDpopKey, type DpopKey } from './dpop-key.ts';
import { signInitData } from './sign-init-data.ts';

export type TestAnswer = {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & { code?: string };
};

type CallOptions = {
  body?: unknown;
  /** Sent as it is, instead of `body` as JSON. */
  rawBody?: string;
  headers?: Record<string, string>;
  /** Signs the request; the nonce dance is done as a client does it. */
  key?: DpopKey;
  accessToken?: string;
};

const firstBotToken = `7000000001:${'A'.repeat(35)}`;
const secondBotToken = `7000000002:${'B'.repeat(35)}`;
const previousBotToken = `7000000001:${'P'.repeat(35)}`;
const botsSecret = 'test-secret-of-the-bots-client-0123456789';

/** The real API on a real port, on its own clone of the database, with a clock the test moves. */
export const startApi = async (
  config: Partial<ApiDeps['config']> = {},
  {
    legacyShop = null,
    wechat = null,
    sharedState,
  }: Partial<Pick<ApiDeps, 'legacyShop' | 'wechat' | 'sharedState'>> = {},
) => {
  const database = await createTestDatabase(inject('postgres'));
  const clock = createTestClock();
  const vault = createVault([Buffer.alloc(32, 7)]);
  const logs: string[] = [];
  const logger = createLogger({ process: 'test', level: 'debug' }, { write: (line) => void logs.push(line) });
  await ensureClient(
    { database, clock },
    {
      clientId: 'atlas-bots',
      name: 'Bots',
      secret: botsSecret,
      audiences: ['atlas-api'],
      scopes: ['identities:act', 'chats:act'],
    },
  );
  const metrics = createMetrics({ runtime: false });
  // As notify leaves it, which has run before in every database that counts.
  await ensureCommandKey({ database, vault, clock });
  // The port is known only once we listen, and the issuer before we start.
  let app: ReturnType<typeof express> | undefined;
  const server = await listen((req, res) => app?.(req, res), { port: 0 });
  const url = `http://127.0.0.1:${server.port}`;
  const api = await createApi({
    config: {
      publicUrl: url,
      initDataMaxAgeSeconds: 3600,
      rateLimitFactor: 1000,
      trustedProxyCidrs: [],
      miniappOrigins: [],
      miniappFrameAncestors: ['https://web.telegram.org'],
      botLink: '',
      whatsappLink: '',
      shopAnswerEveryMs: 0,
      ...config,
    },
    bots: createTelegramBots([firstBotToken, previousBotToken, secondBotToken]),
    database,
    vault,
    clock,
    sharedState: sharedState ?? createMemoryState({ clock }),
    logger,
    metrics,
    legacyShop,
    wechat,
    wakeEventBus: () => {},
  });
  app = express().disable('x-powered-by').disable('etag');
  app.use(api.router);
  const stop = async () => {
    await server.close();
    await api.stop();
  };
  return createTestApi({
    url,
    database,
    clock,
    vault,
    metrics,
    logs,
    stop,
    close: async () => {
      await stop();
      await database[Symbol.asyncDispose]();
    },
  });
};
export type TestApi = Awaited<ReturnType<typeof startApi>>;

const createTestApi = ({
  url,
  database,
  clock,
  vault,
  metrics,
  logs,
  stop,
  close,
}: {
  url: string;
  database: Database & { url: string };
  clock: TestClock;
  vault: Vault;
  metrics: Metrics;
  logs: string[];
  stop: () => Promise<void>;
  close: () => Promise<void>;
}) => {
  let nonce: string | undefined;

  const callOnce = async (
    method: string,
    path: string,
    { body, rawBody, headers, key, accessToken }: CallOptions,
  ): Promise<TestAnswer> => {
    const proof = key
      ? {
          DPoP: await key.proof({
            method,
            url: url + path.split('?')[0],
            nonce,
            accessToken,
            iat: Math.floor(clock().getTime() / 1000),
          }),
        }
      : {};
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(body === undefined && rawBody === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(accessToken ? { Authorization: `${key ? 'DPoP' : 'Bearer'} ${accessToken}` } : {}),
        ...proof,
        ...headers,
      },
      ...(body === undefined && rawBody === undefined ? {} : { body: rawBody ?? JSON.stringify(body) }),
    });
    nonce = response.headers.get('DPoP-Nonce') ?? nonce;
    const text = await response.text();
    const isJson = response.headers.get('Content-Type')?.includes('json');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : { text } };
  };

  const call = async (method: string, path: string, options: CallOptions = {}): Promise<TestAnswer> => {
    const answer = await callOnce(method, path, options);
    return options.key && answer.body.code === 'use_dpop_nonce' ? callOnce(method, path, options) : answer;
  };

  const initDataFor = (
    userId: number,
    fields: Record<string, string | number | object> = {},
    { botToken = firstBotToken, ageSeconds = 0 }: { botToken?: string; ageSeconds?: number } = {},
  ): string =>
    signInitData(botToken, {
      query_id: `AAH${randomUUID()}`,
      user: { id: userId, first_name: `Person ${userId}`, language_code: 'en' },
      auth_date: Math.floor(clock().getTime() / 1000) - ageSeconds,
      ...fields,
    });

  /** Opens a session and answers its body; fails loudly when that is refused. */
  const signIn = async (
    userId: number,
    options: { key?: DpopKey; initData?: string } = {},
  ): Promise<OpenedSession> => {
    const answer = await call('POST', '/v1/sessions/telegram', {
      body: { initData: options.initData ?? initDataFor(userId) },
      ...(options.key ? { key: options.key } : {}),
    });
    if (answer.status !== 201) throw new Error(`sign-in refused: ${answer.status} ${answer.body.code}`);
    return answer.body as unknown as OpenedSession;
  };

  /** A service token of the bots' client. */
  const serviceToken = async (scope = 'identities:act'): Promise<string> => {
    const response = await fetch(`${url}/oauth/token`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        Authorization: `Basic ${Buffer.from(`atlas-bots:${botsSecret}`).toString('base64')}`,
      },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
    });
    const { access_token: token } = (await response.json()) as { access_token?: string };
    if (!token) throw new Error(`no service token: ${response.status}`);
    return token;
  };

  return {
    url,
    database,
    clock,
    vault,
    metrics,
    logs,
    botTokens: { first: firstBotToken, second: secondBotToken, previous: previousBotToken },
    call,
    callOnce,
    get: (path: string, options?: CallOptions) => call('GET', path, options),
    post: (path: string, body: unknown, options?: CallOptions) => call('POST', path, { ...options, body }),
    patch: (path: string, body: unknown, options?: CallOptions) => call('PATCH', path, { ...options, body }),
    put: (path: string, body: unknown, options?: CallOptions) => call('PUT', path, { ...options, body }),
    delete: (path: string, options?: CallOptions) => call('DELETE', path, options),
    nonce: () => nonce,
    initDataFor,
    signIn,
    serviceToken,
    createKey: createDpopKey,
    /** The event log as it stands, in order, personal fields still sealed. */
    events: () =>
      database.query<Pick<AtlasEvent, 'type' | 'subject' | 'sequence'> & { data: Record<string, unknown> }>({
        text: 'select type, subject, sequence, data from event_log order by transaction_id, position',
      }),
    /** What notify was commanded to send, opened as it opens it: codes in the clear. */
    commands: createReadCommands({ database, vault }),
    /** Stops as a process does, and leaves the database. */
    stop,
    [Symbol.asyncDispose]: close,
  };
};
