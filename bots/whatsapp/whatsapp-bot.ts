import type { Clock, Database } from '@atlas/shared/ports';
import type { HealthCheck, Logger, Metrics } from '@atlas/shared/process';
import type { Vault } from '@atlas/shared/sealing';
import { createGraphClient, type WhatsappConfig } from '@atlas/shared/whatsapp';
import { Router } from 'express';
import { createSealedColumn } from '../at-rest.ts';
import type { CallScope } from '../call-scope.ts';
import { createLocalise } from '../dialogue/index.ts';
import { createKeptUpdates, createPruner, createWorker } from '../inbox/index.ts';
import type { Perform } from '../perform.ts';
import type { Talk } from '../talk.ts';
import type { UpdateMeters } from '../update-meters.ts';
import { createDeliver } from './deliver.ts';
import { failureOf } from './failures.ts';
import { createFlow } from './flow/create-flow.ts';
import { createHandleUpdate } from './handle-update.ts';
import { createPhoneTurn } from './phone-turn.ts';
import { claimUpdates } from './queries.ts';
import type { Told } from './read-notification.ts';
import { createReceiveNotification } from './receive-notification.ts';
import { createRegistration } from './registration.ts';
import { createRenderer } from './render.ts';
import { createShowRead } from './show-read.ts';
import { createWebhook, webhookPath } from './webhook.ts';

type Deps = {
  config: WhatsappConfig & {
    /** Where WhatsApp reaches us; null: its address was set by hand, in Meta's dashboard. */
    publicUrl: string | null;
    miniappUrl: string;
  };
  perform: Perform;
  talk: Talk;
  /** Seals what people write until it is handled. */
  atRest: Vault;
  scope: CallScope;
  database: Database;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  meters: UpdateMeters;
};

export type WhatsappBot = {
  router: Router;
  start(): Promise<void>;
  stop(): Promise<void>;
  healthChecks: HealthCheck[];
};

const callTimeoutMs = 8000;

/** One business number of WhatsApp: receives by webhook into a store, answers from it. */
export const createWhatsappBot = ({
  config,
  perform,
  talk,
  atRest,
  scope,
  database,
  clock,
  logger,
  metrics,
  meters,
}: Deps): WhatsappBot => {
  const { phoneNumberId, businessId, appSecret, verifyToken, publicUrl, miniappUrl, flowPrivateKey } = config;
  const graph = createGraphClient(config);
  const webhook = publicUrl === null ? null : { url: new URL(webhookPath, publicUrl).href, verifyToken };
  const localise = createLocalise();
  const render = createRenderer({ localise });
  const flow = flowPrivateKey
    ? createFlow({
        ...{ config, privateKeyPem: flowPrivateKey, graph, perform, localise, render },
        ...{ scope, clock, logger, metrics },
      })
    : null;
  const registration = createRegistration({
    ...{ graph, scope, logger, webhook },
    ...(flow ? { register: flow.register } : {}),
  });
  const bodies = createSealedColumn<Told>(atRest, { table: 'bots.whatsapp_updates', column: 'body' });
  const showRead = createShowRead({ graph, scope, logger });
  const handle = createHandleUpdate({
    phoneNumberId,
    businessId,
    miniappUrl,
    database,
    perform,
    talk,
    bodies,
    render,
    showRead,
    codeTurn: flow?.turn ?? null,
    phoneTurn: createPhoneTurn({ businessId, database, clock, perform, localise, render }),
    deliver: createDeliver({ graph, scope, timeoutMs: callTimeoutMs }),
    metrics,
  });
  const updates = createKeptUpdates({
    database,
    messenger: 'whatsapp',
    column: 'phone_number_id',
    value: phoneNumberId,
    forgets: ['person'],
  });
  const worker = createWorker({
    messenger: 'whatsapp',
    inbox: {
      claim: (input) => claimUpdates(database, { phoneNumberId, ...input }),
      finish: updates.finish,
      retry: updates.retry,
      park: updates.park,
    },
    handle,
    failureOf,
    clock,
    scope,
    logger,
    meters,
  });
  const receive = createReceiveNotification({
    ...{ phoneNumberId, businessId, database, clock, meters, bodies },
    onStored: worker.wake,
  });
  const pruner = createPruner({
    deleteBefore: updates.deleteBefore,
    clock,
    logger,
  });
  meters.watchWaiting('whatsapp', updates.countWaiting);
  const router = Router();
  if (flow) router.use(flow.router);
  router.use(createWebhook({ appSecret, verifyToken, receive, logger }));
  return {
    router,
    healthChecks: [{ name: 'whatsapp', check: registration.check }],
    start: async () => {
      worker.start();
      pruner.start();
      registration.start();
    },
    stop: async () => {
      pruner.stop();
      await registration.stop();
      await worker.stop();
      showRead.stop();
    },
  };
};
