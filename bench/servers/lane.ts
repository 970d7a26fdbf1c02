import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { createNotify, createTelegramChannel } from '@atlas/notify';
import { createEmbeddedEventBus } from '@atlas/shared/event-bus';
import { systemClock } from '@atlas/shared/ports';
import { createDatabase } from '@atlas/shared/postgres';
import { createLogger, createMetrics } from '@atlas/shared/process';
import { createVault } from '@atlas/shared/sealing';

/**
 * `lane <url> <seconds>`: three bots with more to write than they may. The first is told now and then that one chat is too
 * fast; the second that it is itself, once, a third of the way; nobody says anything to the last.
 */
const [, , url = '', secondsText = '180'] = process.argv;
const seconds = Number(secondsText);
const bots = ['7000000001', '7000000002', '7000000003'] as const;
const perSecond = 30;
const messagesPerChat = 4;
const chatRefusalEveryMs = 6500; // two chats within 5 s would mean the whole bot
const settleMs = 5000; // the burst of the start
const tooFastMs = (seconds * 1000) / 3;

type Arrival = { bot: string; chat: string; atMs: number; isTaken: boolean };
const arrivals: Arrival[] = [];
let startedAtMs = Number.POSITIVE_INFINITY;
let nextChatRefusalMs = settleMs;
let botRefusals = 0;

const isRefused = (bot: string, atMs: number): boolean => {
  if (bot === bots[0] && atMs >= nextChatRefusalMs) {
    nextChatRefusalMs = atMs + chatRefusalEveryMs;
    return true;
  }
  if (bot !== bots[1] || atMs < tooFastMs || botRefusals >= 2) return false;
  botRefusals += 1;
  return true;
};

const telegram = createServer(async (req, res) => {
  const atMs = performance.now() - startedAtMs;
  let text = '';
  for await (const chunk of req) text += chunk;
  const bot = /bot(\d+)/.exec(req.url ?? '')?.[1] ?? '';
  const chat = String(JSON.parse(text || '{}').chat_id);
  const isTaken = !isRefused(bot, atMs);
  arrivals.push({ bot, chat, atMs, isTaken });
  const answer = isTaken
    ? { ok: true, result: { message_id: arrivals.length, date: 1, chat: { id: 1, type: 'private' } } }
    : {
        ok: false,
        error_code: 429,
        description: 'Too Many Requests: retry after 2',
        parameters: { retry_after: 2 },
      };
  res.writeHead(isTaken ? 200 : 429, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
}).listen(0, '127.0.0.1');
await once(telegram, 'listening');
const apiRoot = `http://127.0.0.1:${(telegram.address() as AddressInfo).port}`;

const database = createDatabase({ url, applicationName: 'bench-lane' });
const vault = createVault([Buffer.alloc(32, 1)]);
const clock = systemClock;
const logger = createLogger({ process: 'bench', level: 'error' });
const bus = createEmbeddedEventBus({ database, databaseUrl: url, vault, clock, logger });
const notify = createNotify({
  database,
  vault,
  bus,
  clock,
  logger,
  metrics: createMetrics({ runtime: false }),
  channels: bots.map((bot) => createTelegramChannel({ botToken: `${bot}:${'A'.repeat(35)}`, apiRoot })),
  miniappUrl: 'https://example.org/miniapp/',
});

/** More than goes out in time, four to each chat, one after the other. */
const fill = (bot: string) =>
  database.query({
    text: `insert into notify.deliveries (id, event_id, account_id, kind, template, channel, lane, address, priority, params,
             traceparent, state, due_at, expires_at, created_at)
           select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'welcome', 'welcome', 'telegram', 'telegram:' || $1::text,
             (n / $3)::text, 5, '{}', '00-00000000000000000000000000000001-0000000000000001-01', 'queued', now(),
             now() + interval '1 day', now()
           from generate_series(1, $2::integer) as n`,
    values: [bot, Math.ceil(seconds * perSecond * 1.2), messagesPerChat],
  });
for (const bot of bots) await fill(bot);
startedAtMs = performance.now();
await notify.start();
await new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** Calls a second in a stretch of time. */
const rateOf = (bot: string, fromMs: number, toMs: number) =>
  arrivals.filter((each) => each.bot === bot && each.atMs >= fromMs && each.atMs < toMs).length /
  ((toMs - fromMs) / 1000);

/** Shortest time between two messages that one chat took, in ms. */
const closestPairMs = (bot: string): number => {
  const last = new Map<string, number>();
  let closest = Number.POSITIVE_INFINITY;
  for (const each of arrivals) {
    if (each.bot !== bot || !each.isTaken) continue;
    closest = Math.min(closest, each.atMs - (last.get(each.chat) ?? Number.NEGATIVE_INFINITY));
    last.set(each.chat, each.atMs);
  }
  return closest;
};

const endMs = seconds * 1000;
const slowFromMs = tooFastMs + 5000;
process.send?.({
  held: rateOf(bots[0], settleMs, endMs),
  chatRefusals: arrivals.filter(({ bot, isTaken }) => bot === bots[0] && !isTaken).length,
  bystander: rateOf(bots[2], settleMs, endMs),
  slowed: rateOf(bots[1], slowFromMs, Math.min(slowFromMs + 50_000, endMs)),
  botRefusals,
  closestPairMs: Math.min(...bots.map(closestPairMs)),
  calls: arrivals.length,
});
