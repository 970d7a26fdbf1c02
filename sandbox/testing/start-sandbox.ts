import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTestClock, type TestClock } from '@atlas/shared/ports';
import { createLogger } from '@atlas/shared/process';
import express from 'express';
import { createSandbox } from '../create-sandbox.ts';
import type {
  ChatMessage,
  Person,
  WechatMessage,
  WechatPerson,
  WhatsappMessage,
  WhatsappPerson,
} from '../wire.ts';

export type Envelope = {
  ok: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  result?: any;
  error_code?: number;
  description?: string;
  parameters?: { retry_after?: number };
};

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
type ControlAnswer = { status: number; body: any };

type Options = { storagePath?: string; floodLimits?: boolean; webhookDelayMs?: number; clock?: TestClock };

/** A sandbox on a port of its own, with short words for both its doors. */
export const startSandbox = async ({
  storagePath = ':memory:',
  floodLimits = false,
  webhookDelayMs = 0,
  clock = createTestClock(),
}: Options = {}) => {
  let handle: RequestListener = (_req, res) => void res.writeHead(503).end();
  const server = createServer((req, res) => handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const publicUrl = `http://localhost:${port}`;
  const logger = createLogger({ process: 'sandbox', level: 'error' });
  const sandbox = createSandbox({ clock, logger, storagePath, publicUrl, floodLimits, webhookDelayMs });
  handle = express().use('/sandbox', sandbox.router);
  const smtpUrl = await sandbox.smtp.listen(0);

  const at = (path: string) => `http://127.0.0.1:${port}/sandbox${path}`;
  const apiRoot = at('/telegram');
  const { botToken } = sandbox.telegram;

  const control = async (method: string, path: string, body?: unknown): Promise<ControlAnswer> => {
    const response = await fetch(at(`/control${path}`), {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
    const text = await response.text();
    return { status: response.status, body: text && JSON.parse(text) };
  };
  const call = async (
    method: string,
    args: object = {},
    headers: Record<string, string> = {},
  ): Promise<Envelope> => {
    const response = await fetch(`${apiRoot}/bot${botToken}/${method}`, {
      method: 'POST',
      body: JSON.stringify(args),
      headers: { 'Content-Type': 'application/json', ...headers },
    });
    return (await response.json()) as Envelope;
  };
  const { phoneNumberId, accessToken } = sandbox.whatsapp;
  /** A call to the Graph API; `{number}` stands for the business's phone number id. */
  const graph = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = { Authorization: `Bearer ${accessToken}` },
  ): Promise<ControlAnswer> => {
    const isForm = body instanceof FormData;
    const response = await fetch(at(`/whatsapp/v25.0${path.replace('{number}', phoneNumberId)}`), {
      method,
      headers: { ...(body && !isForm ? { 'Content-Type': 'application/json' } : {}), ...headers },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text && JSON.parse(text) };
  };
  /** A call to WeChat's API; `{token}` in the path stands for a valid access token. */
  const wechat = async (
    method: string,
    path: string,
    body?: unknown,
  ): Promise<ControlAnswer & { contentType: string; raw: string }> => {
    const fresh = path.includes('{token}') ? await wechatToken() : '';
    const response = await fetch(at(`/wechat${path.replace('{token}', fresh)}`), {
      method,
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    const raw = await response.text();
    const contentType = response.headers.get('content-type') ?? '';
    return { status: response.status, body: raw.startsWith('{') ? JSON.parse(raw) : raw, contentType, raw };
  };
  const wechatToken = async (options: object = {}): Promise<string> => {
    const { appId, appSecret } = sandbox.wechat;
    const asked = { grant_type: 'client_credential', appid: appId, secret: appSecret, ...options };
    return (await wechat('POST', '/cgi-bin/stable_token', asked)).body.access_token;
  };
  return {
    ...sandbox.telegram,
    wechat,
    wechatToken,
    /** Somebody new in WeChat. */
    joinWechat: async (person: object = {}): Promise<WechatPerson> =>
      (await control('POST', '/wechat/users', { name: 'Somebody', ...person })).body,
    wechatChat: async (id: string): Promise<WechatMessage[]> =>
      (await control('GET', `/wechat/users/${id}/messages`)).body,
    graph,
    /** Sends a message of the business: `{to | recipient, type, …}`. */
    sendWhatsapp: (message: object) =>
      graph('POST', '/{number}/messages', { messaging_product: 'whatsapp', ...message }),
    /** Somebody new in WhatsApp; with `wrote` the 24 hours are open. */
    joinWhatsapp: async (person: object = {}, { wrote = true } = {}): Promise<WhatsappPerson> => {
      const { body } = await control('POST', '/whatsapp/users', { name: 'Somebody', ...person });
      if (wrote) await control('POST', `/whatsapp/users/${body.id}/messages`, { text: 'Hi' });
      return body as WhatsappPerson;
    },
    whatsappChat: async (id: string): Promise<WhatsappMessage[]> =>
      (await control('GET', `/whatsapp/users/${id}/messages`)).body,
    legacyShop: sandbox.legacyShop,
    sandbox,
    smtpUrl,
    smsApiRoot: at('/sms'),
    clock,
    port,
    publicUrl,
    apiRoot,
    at,
    control,
    call,
    /** Somebody new; with `started` they wrote /start. */
    join: async (person: object = {}, { started = true } = {}): Promise<Person> => {
      const { body } = await control('POST', '/telegram/users', { firstName: 'Somebody', ...person });
      if (started) await control('POST', `/telegram/users/${body.id}/messages`, { text: '/start' });
      return body as Person;
    },
    write: async (id: number, text: string): Promise<ChatMessage> =>
      (await control('POST', `/telegram/users/${id}/messages`, { text })).body,
    chat: async (id: number): Promise<ChatMessage[]> =>
      (await control('GET', `/telegram/users/${id}/messages`)).body,
    [Symbol.asyncDispose]: async () => {
      await sandbox.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

export type TestSandbox = Awaited<ReturnType<typeof startSandbox>>;
