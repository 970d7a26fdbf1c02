import { randomUUIDv7 } from 'node:crypto';
import { createEmbeddedEventBus } from '@atlas/shared/event-bus';
import type { EventData } from '@atlas/shared/events';
import { type Channel, createTestClock, type Database, type TestClock } from '@atlas/shared/ports';
import { createDatabase } from '@atlas/shared/postgres';
import { createLogger, createMetrics } from '@atlas/shared/process';
import { createCommandSealer, createVault, ensureCommandKey } from '@atlas/shared/sealing';
import { createAppendEvents, createCuttableServer, createTestDatabase } from '@atlas/shared/testing';
import type { Locale, Notification } from '@atlas/shared/wire';
import { inject } from 'vitest';
import { ContactVariables, createContactChannels, createNotify, createTelegramChannel } from '../index.ts';
import { startBotApiServer } from './bot-api-server.ts';
import { gatewayDialect, startSmsServer, twilioDialect } from './sms-server.ts';
import { startSmtpServer } from './smtp-server.ts';

export const botId = '7000000001';
/** Another bot of the same Atlas, with a lane of its own. */
export const secondBotId = '7000000002';
export const publicUrl = 'https://atlas.example';
export const smsKey = 'key-of-the-sms-gateway';
export const twilioKey = `AC${'0'.repeat(32)}:token-of-twilio`;
const miniappUrl = `${publicUrl}/miniapp/`;

type Options = {
  /** How long a call to the Bot API may take, in ms (Default: 1000). */
  telegramTimeoutMs?: number;
  /** Whether a process runs from the beginning (Default: true). */
  start?: boolean;
  clock?: TestClock;
  /** Whether SMS and e-mail have a second provider each (Default: false). */
  hasFallbacks?: boolean;
  /** Another Bot API than the one that comes with it. */
  botApi?: { apiRoot: string; botToken: string };
  /** Channels beside those that every test has. */
  moreChannels?: (own: { database: Database; clock: TestClock }) => Channel[];
};

/** notify as a process has it, on its own clone of the database, with a Bot API server and a clock the test moves. */
export const startNotify = async ({
  start = true,
  telegramTimeoutMs = 1000,
  clock = createTestClock(),
  hasFallbacks = false,
  botApi,
  moreChannels = () => [],
}: Options = {}) => {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await createTestDatabase(inject('postgres')));
  const vault = createVault([Buffer.alloc(32, 7)]);
  const logger = createLogger({ process: 'test', level: 'silent' });
  const telegram = stack.use(await startBotApiServer());
  const smsServer = stack.use(await startSmsServer(gatewayDialect));
  const smtp = stack.use(await startSmtpServer());
  const { botToken, apiRoot } = botApi ?? {
    botToken: `${botId}:${'A'.repeat(35)}`,
    apiRoot: telegram.apiRoot,
  };
  const second = {
    sms: stack.use(await startSmsServer(twilioDialect)),
    smtp: stack.use(await startSmtpServer()),
  };
  const variables = ContactVariables.parse({
    SMS_API_ROOT: smsServer.apiRoot,
    SMS_API_KEY: smsKey,
    SMS_SENDER: 'Atlas',
    SMTP_URL: smtp.url,
    MAIL_FROM: 'Atlas <no-reply@atlas.example>',
    ...(hasFallbacks
      ? {
          SMS_FALLBACK_PROVIDER: 'twilio',
          SMS_FALLBACK_API_ROOT: second.sms.apiRoot,
          SMS_FALLBACK_API_KEY: twilioKey,
          SMTP_FALLBACK_URL: second.smtp.url,
        }
      : {}),
  });
  const way = stack.use(await createCuttableServer(database.url));

  /** Another process: everything of its own but the database. */
  const startProcess = async () => {
    const own = createDatabase({ url: way.url, applicationName: 'notify-test' });
    const bus = createEmbeddedEventBus({
      database: own,
      databaseUrl: way.url,
      vault,
      clock,
      logger,
      pollMs: 50,
    });
    const telegramChannels = [botToken, `${secondBotId}:${'B'.repeat(35)}`].map((token) =>
      createTelegramChannel({ botToken: token, apiRoot, timeoutMs: telegramTimeoutMs }),
    );
    const metrics = createMetrics({ runtime: false });
    const contacts = createContactChannels({ variables, publicUrl, clock, logger, timeoutMs: 1000 });
    const notify = createNotify({
      database: own,
      vault,
      bus,
      clock,
      logger,
      metrics,
      channels: [...telegramChannels, ...moreChannels({ database: own, clock }), ...contacts.channels],
      miniappUrl,
      smsReceipts: { read: contacts.readReceipt, publicUrl },
    });
    await notify.start();
    let isStopped = false;
    const stop = async () => {
      if (isStopped) return;
      isStopped = true;
      await notify.stop();
      await bus.close();
      await own.close();
    };
    stack.defer(stop);
    return { notify, bus, metrics, stop };
  };

  const append = createAppendEvents({ database, vault, clock });
  const process = start ? await startProcess() : undefined;
  const register = async (chatId: string, data: Partial<EventData['user.registered.v1']> = {}) => {
    const accountId = randomUUIDv7();
    await append([
      {
        subject: accountId,
        type: 'user.registered.v1',
        data: {
          messenger: 'telegram',
          appScope: botToken.split(':')[0] as string,
          chatId,
          identityId: randomUUIDv7(),
          displayName: 'Anna',
          locale: 'en',
          ...data,
        },
      },
    ]);
    return accountId;
  };

  await ensureCommandKey({ database, vault, clock });
  const seal = createCommandSealer();
  /** Commands a code, as the API does. */
  const sendCode = async (
    subject: string,
    {
      challengeId = randomUUIDv7(),
      ttlSeconds = 300,
      destination = '+79261234512',
      code = '730461',
      locale = 'en' as Locale,
      purpose = 'enrol' as 'enrol' | 'step_up',
      whatsapp = null as { appScope: string; userId: string; phone: string | null } | null,
    } = {},
  ) => {
    const channel = destination.includes('@') ? ('email' as const) : ('sms' as const);
    const expiresAt = new Date(clock().getTime() + ttlSeconds * 1000).toISOString();
    const sealed = await seal(database, challengeId, { destination, code, whatsapp });
    const data = { challengeId, channel, purpose, locale, expiresAt, sealed };
    await append([{ subject, type: 'notify.send_code.v1', data }]);
    return challengeId;
  };

  return {
    database,
    vault,
    seal,
    sendCode,
    sms: smsServer,
    smtp,
    /** The second providers: Twilio, and another mail server. */
    second,
    clock,
    telegram,
    way,
    append,
    register,
    startProcess,
    process,
    /** Time passes for everybody. */
    advance: (seconds: number) => {
      clock.advanceSeconds(seconds);
      process?.notify.wake();
    },
    notifications: (accountId: string) =>
      database.query<Pick<Notification, 'template' | 'state' | 'reason' | 'attempts'>>({
        text: `select n.template, n.state, n.reason, n.attempts from notify.account_notifications n
               join notify.deliveries d using (id) where n.account_id = $1 order by d.position`,
        values: [accountId],
      }),
    /** Who was asked, oldest first. */
    providers: () =>
      database.query<{ provider: string | null; passedOver: unknown }>({
        text: 'select provider, passed_over as "passedOver" from notify.attempts order by started_at, number',
      }),
    attempts: () =>
      database.query<{ outcome: string | null; code: string | null }>({
        text: 'select outcome, code from notify.attempts order by started_at, number',
      }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
};
