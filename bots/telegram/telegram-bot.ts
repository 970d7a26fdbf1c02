import type { Clock, Database } from '@atlas/shared/ports';
import type { HealthCheck, Logger } from '@atlas/shared/process';
import type { Vault } from '@atlas/shared/sealing';
import type { Router } from 'express';
import type { Update } from 'grammy/types';
import { createSealedColumn } from '../at-rest.ts';
import type { CallScope } from '../call-scope.ts';
import { createLocalise } from '../dialogue/index.ts';
import { createKeptUpdates, createPruner, createWorker } from '../inbox/index.ts';
import type { Perform } from '../perform.ts';
import type { Talk } from '../talk.ts';
import type { UpdateMeters } from '../update-meters.ts';
import { createTelegramApi } from './client.ts';
import { createDeliver } from './deliver.ts';
import { failureOf } from './failures.ts';
import { createHandleUpdate } from './handle-update.ts';
import { createPoller, pollSeconds } from './poller.ts';
import { claimUpdates } from './queries.ts';
import { createReceiveUpdate } from './receive-update.ts';
import { createRegistration } from './registration.ts';
import { createRenderer } from './render.ts';
import { createShortLived } from './short-lived.ts';
import { createWebhook, webhookPath } from './webhook.ts';

type Deps = {
  config: {
    botToken: string;
    apiRoot: string;
    webhookSecret: string;
    /** Where Telegram reaches us; null: we fetch updates ourselves. */
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
  meters: UpdateMeters;
};

export type TelegramBot = {
  router: Router;
  start(): Promise<void>;
  stop(): Promise<void>;
  healthChecks: HealthCheck[];
};

const callTimeoutMs = 8000;

/** One Telegram bot: receives by webhook or polling into one store, answers from it. */
export const createTelegramBot = ({
  config,
  perform,
  talk,
  atRest,
  scope,
  database,
  clock,
  logger,
  meters,
}: Deps): TelegramBot => {
  const { botToken, apiRoot, webhookSecret, publicUrl, miniappUrl } = config;
  const botId = botToken.slice(0, botToken.indexOf(':'));
  const localise = createLocalise();
  const telegram = createTelegramApi({ botToken, apiRoot, scope, timeoutMs: callTimeoutMs });
  const pollingApi = createTelegramApi({
    botToken,
    apiRoot,
    scope,
    timeoutMs: pollSeconds * 1000 + callTimeoutMs,
  });

  const webhook =
    publicUrl === null ? null : { url: new URL(webhookPath, publicUrl).href, secret: webhookSecret };
  const registration = createRegistration({ telegram, localise, logger, miniappUrl, webhook });
  const shortLived = createShortLived({ botId, database, clock, telegram, logger });
  const deliver = createDeliver({
    shortLived,
    telegram,
    render: createRenderer({ localise, miniappUrl }),
    localise,
    miniappUrl,
    logger,
  });
  const bodies = createSealedColumn<Update>(atRest, { table: 'bots.telegram_updates', column: 'body' });
  const handle = createHandleUpdate({
    ...{ botId, username: registration.username, database, perform, talk, deliver, bodies },
  });
  const updates = createKeptUpdates({
    database,
    messenger: 'telegram',
    column: 'bot_id',
    value: botId,
  });
  const worker = createWorker({
    messenger: 'telegram',
    inbox: {
      claim: (input) => claimUpdates(database, { botId, ...input }),
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
  const receive = createReceiveUpdate({ botId, database, clock, meters, bodies, onStored: worker.wake });
  const poller = createPoller({ telegram: pollingApi, receive, scope, logger });
  const pruner = createPruner({
    deleteBefore: updates.deleteBefore,
    clock,
    logger,
  });

  meters.watchWaiting('telegram', updates.countWaiting);

  return {
    router: createWebhook({ secret: webhookSecret, receive, logger }),
    healthChecks: [{ name: 'telegram', check: registration.check }],
    start: async () => {
      worker.start();
      pruner.start();
      shortLived.start();
      registration.start();
      // Telegram refuses polls while a webhook is set.
      if (!webhook) void registration.done.then(poller.start);
    },
    stop: async () => {
      pruner.stop();
      await Promise.all([registration.stop(), poller.stop(), shortLived.stop()]);
      await worker.stop();
    },
  };
};
