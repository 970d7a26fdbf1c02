import process from 'node:process';
import { createEmailChannel, createNotify, createSms, createTelegramChannel } from '@atlas/notify';
import { createSandbox } from '@atlas/sandbox';
import { createEmbeddedEventBus } from '@atlas/shared/event-bus';
import { createTestClock } from '@atlas/shared/ports';
import { createDatabase } from '@atlas/shared/postgres';
import { createLogger } from '@atlas/shared/process';
import { createVault } from '@atlas/shared/sealing';
import { newTraceparent, onTimeline, traceIdOf } from '@atlas/shared/trace';
import { startBenchApi } from '../api.ts';
import { benchBotToken, signedInitData } from '../bot.ts';
import { atPace, summarise } from '../pace.ts';

/**
 * `code <url> <perSecond> <seconds>`: from the request for a code to the code in the inbox, over the event log, the bus,
 * notify, and a real SMS gateway and mail server; all in one process, as in the all-in-one. SMS and e-mail in turn.
 */
const [, , url = '', perSecond = '50', seconds = '10'] = process.argv;
const database = createDatabase({ url, applicationName: 'bench-code' });
const vault = createVault([Buffer.alloc(32, 1)]);
const clock = createTestClock();
const logger = createLogger({ process: 'bench', level: 'error' });
const bus = createEmbeddedEventBus({ database, databaseUrl: url, vault, clock, logger });

const { app, publicUrl, metrics, serve } = await startBenchApi({
  database,
  vault,
  clock,
  logger,
  wakeEventBus: () => bus.wake(),
});
const sandbox = createSandbox({ clock, logger, storagePath: ':memory:', publicUrl, floodLimits: false });
const smtpUrl = await sandbox.smtp.listen(0);
const sms = createSms({
  provider: 'gateway',
  apiRoot: sandbox.sms.apiRoot,
  apiKey: sandbox.sms.apiKey,
  sender: 'Atlas',
  publicUrl,
  clock,
});
const notify = createNotify({
  database,
  vault,
  bus,
  clock,
  logger,
  metrics,
  channels: [
    createTelegramChannel({ botToken: benchBotToken, apiRoot: sandbox.telegram.apiRoot }),
    sms.channel,
    createEmailChannel({ smtpUrl, from: 'no-reply@atlas.localhost' }),
  ],
  miniappUrl: `${publicUrl}/miniapp/`,
  smsReceipts: { read: sms.readReceipt, publicUrl },
  messagesPerSecond: { telegram: 1000 },
});
app.use('/sandbox', sandbox.router).use(notify.router);
serve();
await notify.start();

const total = Number(perSecond) * Number(seconds);
/** Not counted: connections, statements and compiled code come to be in the first moments. */
const warmUp = Number(perSecond) * 2;
const signIn = async (n: number): Promise<string> => {
  const response = await fetch(`${publicUrl}/v1/sessions/telegram`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ initData: signedInitData(60_000_000 + n) }),
  });
  return ((await response.json()) as { accessToken: string }).accessToken;
};
const tokens: string[] = [];
for (let n = 0; n < warmUp + total; n += 20)
  tokens.push(...(await Promise.all(Array.from({ length: 20 }, (_, k) => signIn(n + k)))));
// The welcomes have to be out of the way.
await new Promise((resolve) => setTimeout(resolve, 3000));

const askedAt = new Map<string, number>();
const latencies: number[] = [];
onTimeline(({ step, status, correlationId }) => {
  const from = askedAt.get(correlationId);
  if (step !== 'message' || status !== 'delivered' || from === undefined) return;
  askedAt.delete(correlationId);
  latencies.push(performance.now() - from);
});
/** Numbers of many prefixes: what is sent to one prefix is limited, as it should be. */
const destinationOf = (n: number) =>
  n % 2 === 0
    ? { kind: 'sms', phone: `+7${(9_030_000_000 + n * 10_000).toString()}` }
    : { kind: 'email', email: `person${n}@example.org` };
let refused = 0;
const ask = async (n: number): Promise<void> => {
  const traceparent = newTraceparent();
  if (n >= warmUp) askedAt.set(traceIdOf(traceparent), performance.now());
  const response = await fetch(`${publicUrl}/v1/factors`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${tokens[n]}`, traceparent },
    body: JSON.stringify(destinationOf(n)),
  });
  if (response.status !== 201 && n >= warmUp) refused += 1;
  await response.arrayBuffer();
};
await atPace(Number(perSecond), warmUp + total, ask);
process.send?.(await summarise(latencies, { wanted: total - refused, total }));
