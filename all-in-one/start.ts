import { createWriteStream } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import process from 'node:process';
import {
  createApi,
  createHttpLegacyShop,
  createTelegramBots,
  ensureClient,
  homePage,
  observeShopCalls,
  smsPolicyOf,
} from '@atlas/api';
import { createBots } from '@atlas/bots';
import { createEmailChannel, createNotify, createSms, createTelegramChannel } from '@atlas/notify';
import { createSandbox, type Sandbox } from '@atlas/sandbox';
import { createEmbeddedEventBus } from '@atlas/shared/event-bus';
import { createTestClock, systemClock } from '@atlas/shared/ports';
import { createDatabase, migrate, startEmbeddedPostgres } from '@atlas/shared/postgres';
import {
  createHealth,
  createHealthHandlers,
  createLogger,
  createMetrics,
  listen,
  type Stoppable,
} from '@atlas/shared/process';
import { createMemoryReplayCache } from '@atlas/shared/replay-cache';
import { createVault } from '@atlas/shared/sealing';
import express from 'express';
import { type Environment, loadAllInOne } from './config.ts';
import { startOrderServices } from './order-services.ts';
import { buildPages } from './pages.ts';
import { openStateFolder } from './state-folder.ts';

const root = join(import.meta.dirname, '..');

/** Undo steps of what has started so far, run in reverse whether a start fails half-way or a stop is asked for. */
const createStops = () => {
  const stops: (() => unknown)[] = [];
  return {
    add: (stop: () => unknown) => void stops.push(stop),
    run: async () => {
      for (const stop of stops.splice(0).reverse()) await stop();
    },
  };
};

/**
 * Starts every part of Atlas in this process, on one port: API, bot, notify and (unless switched off) the sandbox, on
 * an embedded PostgreSQL. Everything is durable; after a kill -9 the next start goes on where this one ended.
 *
 * @param say receives a line for each thing that starts, then the addresses.
 * @throws ConfigurationError, StateFolderError, PortTakenError, EmbeddedPostgresError: each says what to do.
 */
export const startAllInOne = async ({
  environment,
  stateFolder,
  say,
}: {
  environment: Environment;
  stateFolder: string;
  say: (line: string) => void;
}): Promise<Stoppable & { url: string }> => {
  const { switches, loadApi, loadContacts } = loadAllInOne(environment);
  const isSandbox = switches.ATLAS_SANDBOX === 'on';
  const publicUrl = switches.PUBLIC_URL;
  const startedAt = performance.now();
  const stops = createStops();
  const done = (what: string) => say(`  ✓ ${what}`);

  try {
    // The port first: a taken one is told at once. Until all is up, callers are told to wait.
    let handle: RequestListener = (_req, res) => void res.writeHead(503, { 'Retry-After': '1' }).end();
    const server = await listen((req, res) => handle(req, res), { port: switches.PORT, host: switches.HOST });
    stops.add(() => server.close());

    const state = await openStateFolder(stateFolder);
    stops.add(() => state.release());
    const logFile = createWriteStream(state.path('atlas.log'), { flags: 'a', mode: 0o600 });
    stops.add(() => new Promise((resolve) => logFile.end(resolve)));
    const logger = createLogger({ process: 'atlas', level: switches.LOG_LEVEL }, logFile);

    const built = await buildPages();
    if (built.length > 0) done(`Pages built (${built.join(', ')})`);

    let databaseUrl = switches.DATABASE_URL;
    if (!databaseUrl) {
      const postgres = await startEmbeddedPostgres({ dataDirectory: state.path('postgres') });
      stops.add(() => postgres.stop());
      databaseUrl = postgres.url;
      done(`PostgreSQL, embedded (127.0.0.1:${postgres.port}, pid ${postgres.pid})`);
    }
    const database = createDatabase({ url: databaseUrl, applicationName: 'atlas' });
    stops.add(() => database.close());
    // Again, so that it comes between: after all that answers or calls through it, before the database.
    stops.add(() => server.close());
    let applied = 0;
    for (const component of ['api', 'notify', 'bots']) {
      applied += (await migrate(database, { component, directory: join(root, component, 'migrations') }))
        .length;
    }
    done(applied > 0 ? `Database migrated (${applied} new)` : 'Database up to date');

    const clock = isSandbox ? createTestClock(systemClock) : systemClock;
    const metrics = createMetrics();
    let sandbox: Sandbox | undefined;
    let smtpUrl = '';
    if (isSandbox) {
      sandbox = await createSandbox({
        clock: clock as ReturnType<typeof createTestClock>,
        logger: logger.child({ part: 'sandbox' }),
        storagePath: state.path('sandbox.sqlite'),
        publicUrl,
      });
      const { stop } = sandbox;
      stops.add(() => stop());
      smtpUrl = await sandbox.smtp.listen(switches.SANDBOX_SMTP_PORT);
      done(`Sandbox (bot @${sandbox.telegram.botUsername}, mail ${smtpUrl})`);
    }

    const found = {
      databaseUrl,
      masterKey: state.masterKey,
      ...(sandbox
        ? {
            botToken: sandbox.telegram.botToken,
            legacyShop: {
              url: `http://127.0.0.1:${server.port}/sandbox/legacy-shop`,
              key: sandbox.legacyShop.key,
            },
            contacts: {
              smsApiRoot: `http://127.0.0.1:${server.port}/sandbox/sms`,
              smsApiKey: sandbox.sms.apiKey,
              smtpUrl,
            },
          }
        : {}),
    };
    const env = loadApi(found);
    const contacts = loadContacts(found);
    const vault = createVault([Buffer.from(env.ATLAS_MASTER_KEY, 'base64')]);
    const bus = createEmbeddedEventBus({
      database,
      databaseUrl,
      vault,
      clock,
      logger: logger.child({ part: 'bus' }),
    });
    let gatewayUpstreams = env.GATEWAY_UPSTREAMS;
    if (isSandbox && Object.keys(gatewayUpstreams).length === 0) {
      const services = await startOrderServices({
        issuer: publicUrl,
        jwksUrl: `http://127.0.0.1:${server.port}/.well-known/jwks.json`,
        bus,
        clock,
      });
      stops.add(() => services.stop());
      gatewayUpstreams = services.upstreams;
      done(`Echo service behind the gateway (${Object.keys(gatewayUpstreams).join(', ')})`);
    }
    const botsSecret =
      env.BOTS_CLIENT_SECRET ?? vault.deriveKey('client-secret.atlas-bots').toString('base64url');
    await ensureClient(
      { database, clock },
      {
        clientId: 'atlas-bots',
        name: 'Bots',
        secret: botsSecret,
        audiences: ['atlas-api'],
        scopes: ['identities:act'],
      },
    );
    const previous = env.TELEGRAM_BOT_TOKEN_PREVIOUS ? [env.TELEGRAM_BOT_TOKEN_PREVIOUS] : [];
    const botLink = env.TELEGRAM_BOT_USERNAME ? `https://t.me/${env.TELEGRAM_BOT_USERNAME}` : '';
    const api = await createApi({
      config: {
        publicUrl,
        gatewayUpstreams,
        initDataMaxAgeSeconds: env.INIT_DATA_MAX_AGE_SECONDS,
        rateLimitFactor: env.RATE_LIMIT_FACTOR,
        sms: smsPolicyOf(env),
        trustedProxyCidrs: env.TRUSTED_PROXY_CIDRS,
        miniappOrigins: env.MINIAPP_ORIGINS,
        miniappFrameAncestors: env.MINIAPP_FRAME_ANCESTORS,
        miniappDirectory: join(root, 'miniapp/dist'),
        botLink: isSandbox ? `${publicUrl}/sandbox/` : botLink,
        ...(env.AUDIT_HEADS_FILE ? { auditHeadsFile: env.AUDIT_HEADS_FILE } : {}),
      },
      bots: createTelegramBots([env.TELEGRAM_BOT_TOKEN, ...previous, ...env.TELEGRAM_MORE_BOT_TOKENS]),
      database,
      vault,
      clock,
      replays: createMemoryReplayCache({ clock }),
      logger: logger.child({ part: 'api' }),
      metrics,
      legacyShop:
        env.LEGACY_SHOP_URL && env.LEGACY_SHOP_KEY
          ? createHttpLegacyShop({
              url: env.LEGACY_SHOP_URL,
              key: env.LEGACY_SHOP_KEY,
              observe: observeShopCalls(metrics),
            })
          : null,
      wakeEventBus: () => bus.wake(),
    });
    stops.add(() => api.stop());
    done('API');

    // By address: `localhost` may mean ::1, where nobody listens.
    const telegramApiRoot = sandbox
      ? `http://127.0.0.1:${server.port}/sandbox/telegram`
      : switches.TELEGRAM_API_ROOT;
    const miniappUrl = `${publicUrl}/miniapp/`;
    const sms = createSms({
      provider: contacts.SMS_PROVIDER,
      apiRoot: contacts.SMS_API_ROOT,
      apiKey: contacts.SMS_API_KEY,
      sender: contacts.SMS_SENDER,
      publicUrl,
      clock,
    });
    const notify = createNotify({
      database,
      vault,
      bus,
      clock,
      logger: logger.child({ part: 'notify' }),
      metrics,
      channels: [
        createTelegramChannel({ botToken: env.TELEGRAM_BOT_TOKEN, apiRoot: telegramApiRoot }),
        sms.channel,
        createEmailChannel({ smtpUrl: contacts.SMTP_URL, from: contacts.MAIL_FROM }),
      ],
      miniappUrl,
      smsReceipts: { read: sms.readReceipt, publicUrl },
      messagesPerSecond: {
        sms: contacts.SMS_MESSAGES_PER_SECOND,
        email: contacts.EMAIL_MESSAGES_PER_SECOND,
      },
    });
    const bots = createBots({
      config: {
        botToken: env.TELEGRAM_BOT_TOKEN,
        apiRoot: telegramApiRoot,
        webhookSecret:
          switches.TELEGRAM_WEBHOOK_SECRET ??
          vault.deriveKey('telegram-webhook-secret').toString('base64url'),
        publicUrl: isSandbox || publicUrl.startsWith('https:') ? publicUrl : null,
        miniappUrl,
        apiUrl: `http://127.0.0.1:${server.port}`,
        clientId: 'atlas-bots',
        clientSecret: botsSecret,
      },
      database,
      clock,
      logger: logger.child({ part: 'bots' }),
      metrics,
    });

    const health = createHealth([...api.healthChecks, ...notify.healthChecks, ...bots.healthChecks]);
    const app = express().disable('x-powered-by').disable('etag').set('query parser', 'simple');
    for (const [path, handler] of Object.entries(createHealthHandlers({ health, metrics })))
      app.get(path, handler);
    if (sandbox) app.use('/sandbox', sandbox.router);
    app.use(bots.router);
    app.use(notify.router);
    app.get(
      ['/', '/home.css'],
      homePage([
        ...(sandbox ? [{ href: '/sandbox/', title: 'Sandbox', what: 'the messenger on your desk' }] : []),
        { href: '/miniapp/', title: 'Mini app', what: 'opens from the chat' },
        { href: '/docs', title: 'API', what: 'OpenAPI 3.1' },
        { href: '/readyz', title: 'Readiness', what: 'each dependency' },
        { href: '/metrics', title: 'Metrics', what: 'Prometheus' },
      ]),
    );
    app.use(api.router);
    handle = app;

    await notify.start();
    stops.add(() => notify.stop());
    stops.add(() => bus.close());
    done('Notifications');
    await bots.start();
    stops.add(() => bots.stop());
    done(`Telegram bot (${isSandbox ? 'webhook from the sandbox' : telegramApiRoot})`);
    stops.add(() => health.beginStopping());

    say('');
    say(`Atlas is ready in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    say('');
    if (sandbox) say(`  Start here   ${publicUrl}/sandbox/`);
    say(`  Mini app     ${miniappUrl}`);
    say(`  API          ${publicUrl}/docs`);
    say(`  Health       ${publicUrl}/readyz`);
    say(`  Log          ${state.path('atlas.log')}`);
    say('');
    say('Ctrl-C stops everything. Data stays under .atlas/.');
    return {
      url: publicUrl,
      stop: async () => {
        say('\nStopping…');
        await stops.run();
        say('Stopped.');
      },
    };
  } catch (error) {
    await stops.run().catch(() => process.exitCode);
    throw error;
  }
};
