import type { Clock, Database, SharedState } from '@atlas/shared/ports';
import type { HealthCheck, Logger, Metrics } from '@atlas/shared/process';
import type { Vault } from '@atlas/shared/sealing';
import {
  createWechatCallbacks,
  createWechatClient,
  type WechatChat,
  type WechatConfig,
} from '@atlas/shared/wechat';
import type { Router } from 'express';
import { createSealedColumn } from '../at-rest.ts';
import type { CallScope } from '../call-scope.ts';
import { createLocalise } from '../dialogue/index.ts';
import { createKeptUpdates, createPruner, createWorker } from '../inbox/index.ts';
import type { Perform } from '../perform.ts';
import type { Talk } from '../talk.ts';
import type { UpdateMeters } from '../update-meters.ts';
import { createDeliver } from './deliver.ts';
import { failureOf } from './failures.ts';
import { choiceSeconds, createHandleUpdate } from './handle-update.ts';
import { createLanguageOf, languageSeconds } from './languages.ts';
import { menuOf } from './menu.ts';
import { createPassiveReplies } from './passive-replies.ts';
import { type ClaimedUpdate, claimUpdates, deleteLanguagesBefore, deleteOverBefore } from './queries.ts';
import type { Push } from './read-push.ts';
import { createReceivePush, stampSeconds } from './receive-push.ts';
import { createRegistration } from './registration.ts';
import { createRenderer } from './render.ts';
import { createWebhook } from './webhook.ts';

export type WechatBotDeps = {
  /** Of operators: `wechat`, or another app of it. */
  name: string;
  webhookPath: string;
  config: WechatChat & Pick<WechatConfig, 'takesPlain' | 'apiRoot'> & { miniappUrl: string };
  perform: Perform;
  talk: Talk;
  /** Seals what people write until it is handled. */
  atRest: Vault;
  scope: CallScope;
  database: Database;
  sharedState: Pick<SharedState, 'cache' | 'rateCounter'>;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  meters: UpdateMeters;
};

export type WechatBot = {
  router: Router;
  start(): Promise<void>;
  stop(): Promise<void>;
  healthChecks: HealthCheck[];
};

const callTimeoutMs = 8000;

/** One app of WeChat: receives by message push into a store, answers from it. */
export const createWechatBot = ({
  name,
  webhookPath,
  config,
  perform,
  talk,
  atRest,
  scope,
  database,
  sharedState,
  clock,
  logger,
  meters,
}: WechatBotDeps): WechatBot => {
  const { appId, appSecret, token, apiRoot, miniappUrl, repliesPassively } = config;
  const client = createWechatClient({ apiRoot, app: { appId, appSecret }, clock, sharedState });
  const localise = createLocalise();
  const registration = createRegistration({ client, scope, logger, menu: menuOf(localise) });
  const bodies = createSealedColumn<Push>(atRest, { table: 'bots.wechat_updates', column: 'body' });
  const passiveReplies = repliesPassively ? createPassiveReplies() : undefined;
  const handle = createHandleUpdate({
    ...{ appId, miniappUrl, database, clock, perform, talk, bodies },
    languageOf: createLanguageOf({ appId, database, clock }),
    render: createRenderer({ localise }),
    deliver: createDeliver({ client, database, clock, scope, timeoutMs: callTimeoutMs, passiveReplies }),
  });
  const updates = createKeptUpdates({
    database,
    messenger: 'wechat',
    column: 'app_id',
    value: appId,
    forgets: ['person'],
  });
  const worker = createWorker({
    messenger: name,
    inbox: {
      claim: (input) => claimUpdates(database, { appId, ...input }),
      finish: updates.finish,
      retry: updates.retry,
      park: updates.park,
    },
    handle: (update: ClaimedUpdate) => handle(update).finally(() => passiveReplies?.end(update.updateId)),
    failureOf,
    clock,
    scope,
    logger,
    meters,
  });
  const receive = createReceivePush({
    ...{ name, appId, token, database, clock, meters, bodies },
    onStored: worker.wake,
    passiveReplies,
  });
  const pruners = [
    createPruner({ deleteBefore: updates.deleteBefore, clock, logger }),
    createPruner({
      keptSeconds: Math.max(stampSeconds, choiceSeconds),
      deleteBefore: (before) => deleteOverBefore(database, before),
      clock,
      logger,
    }),
    createPruner({
      keptSeconds: languageSeconds,
      deleteBefore: (before) => deleteLanguagesBefore(database, before),
      clock,
      logger,
    }),
  ];
  meters.watchWaiting(name, updates.countWaiting);
  return {
    router: createWebhook({
      path: webhookPath,
      callbacks: createWechatCallbacks({ ...config, clock }),
      receive,
      clock,
      logger,
    }),
    healthChecks: [{ name, check: registration.check }],
    start: async () => {
      worker.start();
      for (const pruner of pruners) pruner.start();
      registration.start();
    },
    stop: async () => {
      for (const pruner of pruners) pruner.stop();
      await registration.stop();
      await worker.stop();
      passiveReplies?.stop();
    },
  };
};
