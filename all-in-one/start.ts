import process from 'node:process';
import { createTestClock, systemClock } from '@atlas/shared/ports';
import { createHealth, createMetrics, type Stoppable } from '@atlas/shared/process';
import { createVault } from '@atlas/shared/sealing';
import { wechatConfigOf } from '@atlas/shared/wechat';
import { whatsappConfigOf } from '@atlas/shared/whatsapp';
import { type Environment, loadAllInOne } from './config.ts';
import { startDesk } from './desk.ts';
import { openEngines } from './engines.ts';
import { openFoundation } from './foundation.ts';
import { createFrontDoor } from './front-door.ts';
import { startOrderServices } from './order-services.ts';
import { buildApi, buildBots, buildListeners, buildNotify } from './parts.ts';
import { createStops, type Stops } from './stops.ts';

type Input = {
  environment: Environment;
  stateFolder: string;
  /** Runs on the PostgreSQL, Redis and Kafka that the environment names (Default: false). */
  onServices?: boolean;
  say: (line: string) => void;
};

const startParts = async (
  { environment, stateFolder, onServices, say }: Input,
  stops: Stops,
): Promise<{ url: string; logPath: string; isSandbox: boolean }> => {
  const { switches, services, loadApi, loadContacts } = loadAllInOne(environment, { onServices });
  const isSandbox = switches.ATLAS_SANDBOX === 'on';
  const publicUrl = switches.PUBLIC_URL;
  const done = (what: string) => say(`  ✓ ${what}`);

  const foundation = await openFoundation(switches, stateFolder, { stops, done });
  const { databaseUrl, masterKey, port } = foundation;
  const deskClock = createTestClock(systemClock);
  const clock = isSandbox ? deskClock : systemClock;
  const desk = isSandbox ? await startDesk(switches, foundation, { clock: deskClock, stops, done }) : null;

  const discovered = { databaseUrl, masterKey, ...desk?.discovered };
  const env = loadApi(discovered);
  const contacts = loadContacts(discovered);
  const vault = createVault([Buffer.from(env.ATLAS_MASTER_KEY, 'base64')]);
  const metrics = createMetrics();
  const engines = await openEngines({ foundation, vault, clock, metrics }, services, { stops, done });
  const { bus } = engines;

  let gatewayUpstreams = env.GATEWAY_UPSTREAMS;
  if (isSandbox && Object.keys(gatewayUpstreams).length === 0) {
    const jwksUrl = `http://127.0.0.1:${port}/.well-known/jwks.json`;
    const orders = await startOrderServices({ issuer: publicUrl, jwksUrl, bus, clock });
    stops.add(() => orders.stop());
    gatewayUpstreams = orders.upstreams;
    done(`Echo service behind the gateway (${Object.keys(gatewayUpstreams).join(', ')})`);
  }

  const { sharedState } = engines;
  const deps = { foundation, switches, env, vault, clock, metrics, sharedState };
  const telegramApiRoot = discovered.telegramApiRoot ?? switches.TELEGRAM_API_ROOT;
  const madeUp = discovered.whatsapp;
  const verifyToken = vault.deriveKey('whatsapp-verify-token').toString('base64url');
  const whatsapp = madeUp ? { ...madeUp, verifyToken } : whatsappConfigOf(switches);
  const wechat = discovered.wechat ?? wechatConfigOf(switches);
  const bots = await buildBots(deps, { telegramApiRoot, whatsapp, wechat });
  const api = await buildApi(deps, { gatewayUpstreams, wakeEventBus: engines.wake, wechat });
  stops.add(() => api.stop());
  done('API');
  const notify = buildNotify(deps, {
    ...{ bus, contacts, telegramApiRoot, whatsapp },
    wechat: wechat && {
      ...wechat,
      cardTemplates: discovered.cardTemplates ?? switches.WECHAT_SUBSCRIBE_TEMPLATES,
    },
  });

  const health = createHealth([
    ...api.healthChecks,
    ...notify.healthChecks,
    ...bots.healthChecks,
    ...engines.healthChecks,
  ]);
  const sandbox = desk?.sandbox ?? null;
  foundation.serve(createFrontDoor({ api, notify, bots, sandbox }, { health, metrics }));
  await desk?.makeWhatsappTemplates();
  await notify.start();
  stops.add(() => notify.stop());
  stops.add(() => engines.close());
  done('Notifications');
  const listeners = buildListeners(deps, { bus });
  await Promise.all(listeners.map((listener) => listener.start()));
  stops.add(() => Promise.all(listeners.map((listener) => listener.stop())));
  done('Analytics and achievements');
  await bots.start();
  stops.add(() => bots.stop());
  done(`Telegram bot (${isSandbox ? 'webhook from the sandbox' : telegramApiRoot})`);
  if (whatsapp) done(`WhatsApp (${isSandbox ? 'webhook from the sandbox' : whatsapp.apiRoot})`);
  await desk?.connectWechat();
  if (wechat) done(`WeChat (${isSandbox ? 'pushes from the sandbox' : wechat.apiRoot})`);
  stops.add(() => health.beginStopping());
  return { url: publicUrl, logPath: foundation.pathOf('atlas.log'), isSandbox };
};

/**
 * Starts every part of Atlas in this process, on one port: API, bot, notify and (unless switched off) the sandbox, on
 * an embedded PostgreSQL. Everything is durable; after a kill -9 the next start goes on where this one ended.
 *
 * @param say receives a line for each thing that starts, then the addresses.
 * @throws ConfigurationError, StateFolderError, PortTakenError, EmbeddedPostgresError: each says what to do.
 */
export const startAllInOne = async (input: Input): Promise<Stoppable & { url: string }> => {
  const { say } = input;
  const startedAt = performance.now();
  const stops = createStops();
  try {
    const { url, logPath, isSandbox } = await startParts(input, stops);
    say('');
    say(`Atlas is ready in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    say('');
    if (isSandbox) say(`  Start here   ${url}/sandbox/`);
    say(`  Mini app     ${url}/miniapp/`);
    say(`  API          ${url}/docs`);
    say(`  Health       ${url}/readyz`);
    say(`  Log          ${logPath}`);
    say('');
    say('Ctrl-C stops everything. Data stays under .atlas/.');
    return {
      url,
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
