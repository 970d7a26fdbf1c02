import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { createNotify, createTelegramChannel } from '@atlas/notify';
import { createEmbeddedEventBus } from '@atlas/shared/event-bus';
import { systemClock } from '@atlas/shared/ports';
import { createDatabase } from '@atlas/shared/postgres';
import { createLogger } from '@atlas/shared/process';
import { createVault } from '@atlas/shared/sealing';
import { startBenchApi } from '../api.ts';
import { benchBotToken, signedInitData } from '../bot.ts';
import { atPace, summarise } from '../pace.ts';

/** `delivery <url> <perSecond> <seconds>`: from a first sign-in's answer to its welcome at the Bot API. */
const [, , url = '', perSecond = '50', seconds = '10'] = process.argv;
const database = createDatabase({ url, applicationName: 'bench-delivery' });
const vault = createVault([Buffer.alloc(32, 1)]);
const clock = systemClock;
const logger = createLogger({ process: 'bench', level: 'error' });
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

const { port, metrics, serve } = await startBenchApi({
  database,
  vault,
  clock,
  logger,
  wakeEventBus: () => bus.wake(),
});
serve();
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
await atPace(Number(perSecond), total, async (n) => {
  const id = firstId + n;
  const response = await fetch(`http://127.0.0.1:${port}/v1/sessions/telegram`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ initData: signedInitData(id) }),
  });
  answeredAt.set(String(id), performance.now());
  await response.arrayBuffer();
});
process.send?.(await summarise(latencies, { wanted: total * 0.99, total }));
