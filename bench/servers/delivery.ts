import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { createApi, createTelegramBots } from '@atlas/api';
import { createNotify, createTelegramChannel } from '@atlas/notify';
import { createEmbeddedEventBus } from '@atlas/shared/event-bus';
import { systemClock } from '@atlas/shared/ports';
import { createDatabase } from '@atlas/shared/postgres';
import { createLogger, createMetrics, listen } from '@atlas/shared/process';
import { createMemoryReplayCache } from '@atlas/shared/replay-cache';
import { createVault } from '@atlas/shared/sealing';
import express from 'express';
import { benchBotToken, signedInitData } from '../bot.ts';

/** `delivery <url> <perSecond> <seconds>`: from a first sign-in's answer to its welcome at the Bot API. */
const [, , url = '', perSecond = '50', seconds = '10'] = process.argv;
const database = createDatabase({ url, applicationName: 'bench-delivery' });
const vault = createVault([Buffer.alloc(32, 1)]);
const clock = systemClock;
const logger = createLogger({ process: 'bench', level: 'error' });
const metrics = createMetrics();
const bus = createEmbeddedEventBus({ database, databaseUrl: url, vault, clock, logger });

const answeredAt = new Map<string, number>();
const latencies: number[] = [];
// A Bot API that takes everything at once: the time measured is Atlas's.
const telegram = createServer(async (req, res) => {
  let text = '';
  for await (const chunk of req) text += chunk;
  const { chat_id: chatId } = JSON.parse(text || '{}');
  const from = answeredAt.get(String(chatId));
  if (from !== undefined) latencies.push(performance.now() - from);
  res.writeHead(200, { 'Content-Type': 'application/json' });
  res.end(
    JSON.stringify({
      ok: true,
      result: { message_id: latencies.length, date: 1, chat: { id: 1, type: 'private' } },
    }),
  );
}).listen(0, '127.0.0.1');
await once(telegram, 'listening');
const apiRoot = `http://127.0.0.1:${(telegram.address() as AddressInfo).port}`;

const app = express().disable('x-powered-by').disable('etag');
const server = await listen(app, { port: 0 });
const api = await createApi({
  config: {
    publicUrl: `http://127.0.0.1:${server.port}`,
    initDataMaxAgeSeconds: 3600,
    rateLimitFactor: 1e6,
    trustedProxyCidrs: [],
    miniappOrigins: [],
    miniappFrameAncestors: [],
    botLink: '',
  },
  bots: createTelegramBots([benchBotToken]),
  database,
  vault,
  clock,
  replays: createMemoryReplayCache({ clock }),
  logger,
  metrics,
  legacyShop: null,
  wakeEventBus: () => bus.wake(),
});
app.use(api.router);
const notify = createNotify({
  database,
  vault,
  bus,
  clock,
  logger,
  metrics,
  channels: [createTelegramChannel({ botToken: benchBotToken, apiRoot })],
  miniappUrl: 'https://example.org/miniapp/',
  messagesPerSecond: { telegram: 1000 },
});
await notify.start();

const total = Number(perSecond) * Number(seconds);
const firstId = 50_000_000;
const startedAt = performance.now();
for (let n = 0; n < total; n += 1) {
  const dueInMs = startedAt + (n * 1000) / Number(perSecond) - performance.now();
  if (dueInMs > 1) await new Promise((resolve) => setTimeout(resolve, dueInMs));
  const id = firstId + n;
  void fetch(`http://127.0.0.1:${server.port}/v1/sessions/telegram`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ initData: signedInitData(id) }),
  }).then(async (response) => {
    answeredAt.set(String(id), performance.now());
    await response.arrayBuffer();
  });
}
const until = performance.now() + 20_000;
while (latencies.length < total * 0.99 && performance.now() < until)
  await new Promise((resolve) => setTimeout(resolve, 50));
latencies.sort((a, b) => a - b);
const at = (part: number) => latencies[Math.floor(latencies.length * part)];
process.send?.({ p50Ms: at(0.5), p99Ms: at(0.99), measured: latencies.length, total });
