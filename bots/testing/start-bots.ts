import { createHmac } from 'node:crypto';
import { ensureClient } from '@atlas/api';
import { createSandbox } from '@atlas/sandbox';
import { createMemoryState } from '@atlas/shared/memory-state';
import { createLogger, createMetrics, listen } from '@atlas/shared/process';
import type { WechatConfig } from '@atlas/shared/wechat';
import express, { type Router } from 'express';
import { vi } from 'vitest';
import { startApi } from '../../api/testing/index.ts';
import type {
  ChatMessage,
  ChatState,
  Fault,
  NewPerson,
  NewWechatPerson,
  NewWhatsappPerson,
  Person,
  WechatMessage,
  WechatPerson,
  WhatsappFlowScreen,
  WhatsappFlowStep,
  WhatsappMessage,
  WhatsappPerson,
} from '../../sandbox/wire.ts';
import { createAtRest, createSealedColumn } from '../at-rest.ts';
import { type Bots, type BotsDeps, createBots } from '../index.ts';
import { flowKeyPem } from './flow-key.ts';
import { createLaterShop } from './later-shop.ts';
import { createSealWechat } from './seal-wechat.ts';

const webhookSecret = 'test-webhook-secret_0123456789';
const verifyToken = 'test-verify-token_0123456789';
const clientSecret = 'test-secret-of-the-bots-under-test-0123456789';
const clientId = 'bots-under-test';

type Options = Partial<Pick<BotsDeps['config'], 'apiUrl' | 'publicUrl'>> & {
  /** Without it the door is open, and nobody handles what comes in. */
  isStarted?: boolean;
};

/** The bots behind their door, the sandbox's Telegram before it, the real API behind them, on one database and clock. */
export const startBots = async ({ isStarted = true, ...config }: Options = {}) => {
  const later = createLaterShop();
  const api = await startApi({}, { legacyShop: later.shop });
  const { database, clock } = api;
  await ensureClient(
    { database, clock },
    {
      clientId,
      name: 'Bots under test',
      secret: clientSecret,
      audiences: ['atlas-api'],
      scopes: ['identities:act', 'chats:act'],
    },
  );
  const logs: string[] = [];
  const logger = createLogger({ process: 'test', level: 'debug' }, { write: (line) => void logs.push(line) });

  // The sandbox has to know its address before it starts; the bots may be exchanged for others.
  const app = express();
  let bots: Bots | undefined;
  const server = await listen(app, { port: 0 });
  const url = `http://127.0.0.1:${server.port}`;
  const sandbox = await createSandbox({
    clock,
    logger,
    storagePath: ':memory:',
    publicUrl: url,
    floodLimits: false,
  });
  const wechat: WechatConfig = {
    ...sandbox.wechat,
    ...{ takesPlain: false, officialAccount: null, openRoot: sandbox.wechat.apiRoot },
  };
  const sealWechat = createSealWechat({ config: wechat, clock });
  const wechatBodies = createSealedColumn<object>(createAtRest(clientSecret), {
    ...{ table: 'bots.wechat_updates', column: 'body' },
  });
  later.open(`${url}/sandbox/legacy-shop`, sandbox.legacyShop.key);
  const metrics = () => createMetrics({ runtime: false });
  app.use('/sandbox', sandbox.router);
  app.use((req, res, next) => void (bots?.router as Router | undefined)?.(req, res, next));

  const create = (
    changes: Partial<Omit<BotsDeps, 'config'>> & { config?: Partial<BotsDeps['config']> } = {},
  ): Bots =>
    createBots({
      database,
      sharedState: createMemoryState({ clock }),
      clock,
      logger,
      metrics: metrics(),
      ...changes,
      config: {
        botToken: sandbox.telegram.botToken,
        apiRoot: sandbox.telegram.apiRoot,
        webhookSecret,
        publicUrl: url,
        miniappUrl: `${url}/miniapp/`,
        apiUrl: api.url,
        clientId,
        clientSecret,
        wechat,
        whatsapp: {
          ...{ ...sandbox.whatsapp, accountId: sandbox.whatsapp.businessAccountId, verifyToken },
          flowPrivateKey: flowKeyPem,
        },
        ...config,
        ...changes.config,
      },
    });

  /** Puts other bots behind the door, as a restart of the process does. */
  const replaceBots = async (changes: Parameters<typeof create>[0] = {}, start = true): Promise<Bots> => {
    await bots?.stop();
    bots = create(changes);
    if (start) await bots.start();
    return bots;
  };
  await replaceBots({}, isStarted);

  const control = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${url}/sandbox/control${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`sandbox ${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };

  /** A call to the sandbox's Bot API, as another program of the bot's owner makes it. */
  const telegram = async <T>(method: string, payload: object): Promise<T> => {
    const response = await fetch(`${sandbox.telegram.apiRoot}/bot${sandbox.telegram.botToken}/${method}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(payload),
    });
    const { ok, result, description } = (await response.json()) as {
      ok: boolean;
      result: T;
      description?: string;
    };
    if (!ok) throw new Error(`${method}: ${description}`);
    return result;
  };

  /** Telegram's side of the webhook, for what the sandbox would never send. */
  const post = async (
    body: unknown,
    { headers = {}, raw }: { headers?: Record<string, string>; raw?: string | ReadableStream } = {},
  ): Promise<{ status: number; headers: Headers; body: { code?: string } }> => {
    const response = await fetch(`${url}/webhooks/telegram`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Telegram-Bot-Api-Secret-Token': webhookSecret,
        ...headers,
      },
      body: raw ?? JSON.stringify(body),
      duplex: 'half',
    } as RequestInit);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} };
  };

  /** WhatsApp's side of the webhook: signed as it comes, unless headers say otherwise. */
  const postWhatsapp = async (
    body: unknown,
    { headers = {}, raw = JSON.stringify(body) }: { headers?: Record<string, string>; raw?: string } = {},
  ): Promise<{ status: number; headers: Headers; body: { code?: string } }> => {
    const signature = createHmac('sha256', sandbox.whatsapp.appSecret).update(raw).digest('hex');
    const response = await fetch(`${url}/webhooks/whatsapp`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Hub-Signature-256': `sha256=${signature}`,
        ...headers,
      },
      body: raw,
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} };
  };

  /** WeChat's side of the push: sealed and signed now, unless the query says otherwise. */
  const postWechat = async (
    push: Record<string, unknown>,
    {
      format = 'json',
      isSealed = true,
      query = {},
      raw,
      headers = {},
      path = '/webhooks/wechat',
    }: {
      path?: string;
      format?: 'xml' | 'json';
      isSealed?: boolean;
      query?: Record<string, string | undefined>;
      raw?: string;
      headers?: Record<string, string>;
    } = {},
  ): Promise<{ status: number; headers: Headers; text: string; code?: string }> => {
    const sealed = sealWechat(push, { format, isSealed });
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...sealed.query, ...query }))
      if (value !== undefined) search.set(name, value);
    const response = await fetch(`${url}${path}?${search}`, {
      method: 'POST',
      headers: { 'Content-Type': format === 'json' ? 'application/json' : 'text/xml', ...headers },
      body: raw ?? sealed.body,
    });
    const text = await response.text();
    const isProblem = response.headers.get('Content-Type')?.startsWith('application/problem+json');
    const { code } = isProblem ? (JSON.parse(text) as { code: string }) : {};
    return { status: response.status, headers: response.headers, text, ...(code ? { code } : {}) };
  };

  const whatsappPerson = (id: string) => {
    const path = `/whatsapp/users/${id}`;
    const chat = () => control<WhatsappMessage[]>('GET', `${path}/messages`);
    return {
      id,
      write: (text: string) => control<WhatsappMessage>('POST', `${path}/messages`, { text }),
      press: (messageId: string, callbackData: string) =>
        control<WhatsappMessage>('POST', `${path}/messages`, { messageId, callbackData }),
      chat,
      answers: async () => (await chat()).filter(({ from }) => from === 'bot'),
      /** What they do with the Flow that a message opens. */
      flow: (messageId: string, step: WhatsappFlowStep) =>
        control<WhatsappFlowScreen>('POST', `${path}/messages/${encodeURIComponent(messageId)}/flow`, step),
      block: () => control('POST', `${path}/block`),
      changeDevice: () => control('POST', `${path}/change-device`),
      /** Their own card, in answer to that message; or that of whoever has the phone. */
      share: (card: { messageId?: string; phone?: string }) => control('POST', `${path}/share-contact`, card),
      changePhone: (phone?: string) => control<WhatsappPerson>('POST', `${path}/change-phone`, { phone }),
    };
  };

  const wechatPerson = (id: string) => {
    const path = `/wechat/users/${id}`;
    const chat = () => control<WechatMessage[]>('GET', `${path}/messages`);
    const act = (deed: object) => control('POST', `${path}/messages`, deed);
    return {
      id,
      write: (text: string) => act({ text }),
      click: (clickKey: string) => act({ clickKey }),
      scan: (scene: string) => act({ event: 'SCAN', scene }),
      enter: (sessionFrom = '') => act({ event: 'user_enter_tempsession', sessionFrom }),
      follow: () => control('POST', `${path}/follow`),
      unfollow: () => control('POST', `${path}/unfollow`),
      block: () => control('POST', `${path}/block`),
      allow: (templateId: string, count = 1) =>
        control('POST', `${path}/subscribe-consent`, { templateId, count }),
      withdraw: (templateId: string) => control('POST', `${path}/subscribe-withdraw`, { templateId }),
      chat,
      answers: async () => (await chat()).filter(({ from }) => from === 'bot'),
    };
  };

  const person = (id: number) => ({
    id,
    write: (text: string) => control<ChatMessage>('POST', `/telegram/users/${id}/messages`, { text }),
    press: (messageId: number, callbackData: string) =>
      control('POST', `/telegram/users/${id}/messages`, { messageId, callbackData }),
    chat: () => control<ChatMessage[]>('GET', `/telegram/users/${id}/messages`),
    answers: async () =>
      (await control<ChatMessage[]>('GET', `/telegram/users/${id}/messages`)).filter(
        ({ from }) => from === 'bot',
      ),
    state: () => control<ChatState>('GET', `/telegram/users/${id}/chat`),
    block: () => control('POST', `/telegram/users/${id}/block`),
    unblock: () => control('POST', `/telegram/users/${id}/unblock`),
  });

  return {
    url,
    api,
    database,
    clock,
    logs,
    sandbox,
    webhookSecret,
    create,
    replaceBots,
    control,
    telegram,
    post,
    person,
    /** Somebody whom no other test knows. */
    newPerson: async (named: NewPerson = { firstName: 'Anna', languageCode: 'en' }) =>
      person((await control<Person>('POST', '/telegram/users', named)).id),
    postWhatsapp,
    wechat,
    sealWechat,
    /** Types our address into WeChat's console: from then on pushes come. */
    connectWechat: (form: { mode?: 'plain' | 'safe'; format?: 'xml' | 'json' } = {}) =>
      control('POST', '/wechat/callback', { url: `${url}/webhooks/wechat`, ...form }),
    wechatPerson,
    /** Somebody in WeChat whom no other test knows; a follower unless it is said otherwise. */
    newWechatPerson: async (named: Partial<NewWechatPerson> = {}) =>
      wechatPerson((await control<WechatPerson>('POST', '/wechat/users', { name: '韩梅梅', ...named })).id),
    wechatFault: (fault: Omit<Fault, 'target'>) => control('POST', '/faults', { target: 'wechat', ...fault }),
    postWechat,
    /** What is stored, as the bots read it. */
    wechatUpdates: async () => {
      const rows = await database.query<{
        updateId: string;
        person: string | null;
        state: string;
        attempts: number;
        body: object | null;
      }>({
        text: `select update_id as "updateId", person, state, attempts, body from bots.wechat_updates order by arrival`,
      });
      return rows.map((row) => ({ ...row, body: row.body && wechatBodies.open(row.body, row.updateId) }));
    },
    verifyToken,
    whatsappPerson,
    /** Somebody in WhatsApp whom no other test knows; without a phone unless one is given. */
    newWhatsappPerson: async (named: NewWhatsappPerson = { name: 'Anna' }) =>
      whatsappPerson((await control<WhatsappPerson>('POST', '/whatsapp/users', named)).id),
    whatsappFault: (fault: Omit<Fault, 'target'>) =>
      control('POST', '/faults', { target: 'whatsapp', ...fault }),
    whatsappUpdates: () =>
      database.query<{
        updateId: string;
        person: string | null;
        state: string;
        attempts: number;
        sentParts: number;
        failure: string | null;
        body: object | null;
      }>({
        text: `select update_id as "updateId", person, state, attempts, sent_parts as "sentParts", failure, body
               from bots.whatsapp_updates order by arrival`,
      }),
    anna: person(100_000_001),
    ivan: person(100_000_002),
    lilei: person(100_000_003),
    awkward: person(100_000_004),
    fault: (fault: Omit<Fault, 'target'>) => control('POST', '/faults', { target: 'telegram', ...fault }),
    /** Resolves when Telegram knows the bots; fails after ten seconds. */
    untilReady: () =>
      vi.waitFor(
        async () => {
          for (const { check } of bots?.healthChecks ?? []) await check();
        },
        { timeout: 10_000, interval: 20 },
      ),
    updates: () =>
      database.query<{
        updateId: number;
        chatId: number;
        state: string;
        attempts: number;
        failure: string | null;
        body: object | null;
      }>({
        text: `select update_id as "updateId", chat_id as "chatId", state, attempts, failure, body
               from bots.telegram_updates order by update_id`,
      }),
    [Symbol.asyncDispose]: async () => {
      await bots?.stop();
      await sandbox.stop();
      await server.close();
      await api[Symbol.asyncDispose]();
    },
  };
};
export type TestBots = Awaited<ReturnType<typeof startBots>>;
