import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database, LegacyShop, SharedState } from '@atlas/shared/ports';
import type { HealthCheck, Logger, Metrics } from '@atlas/shared/process';
import { createCommandSealer, type Vault } from '@atlas/shared/sealing';
import type { WechatConfig } from '@atlas/shared/wechat';
import express, { type Router } from 'express';
import {
  accountHoldings,
  accountRoutes,
  createSetPreferences,
  createUpdateAccount,
} from './accounts/index.ts';
import { achievementHolding, achievementRoutes } from './achievements/index.ts';
import { adminBroadcastRoutes } from './admin-broadcasts/index.ts';
import { adminDeliveryRoutes } from './admin-deliveries/index.ts';
import { analyticsRoutes } from './analytics/index.ts';
import { startChainer } from './audit/index.ts';
import { createChatSessions } from './chat-sessions/index.ts';
import { createFindClient } from './clients/index.ts';
import { defaultSmsPolicy, type SmsPolicy } from './codes/index.ts';
import { assertOwnLog, createEventLog } from './event-log/index.ts';
import { createFactorHolding, createFactorSeals } from './factors/index.ts';
import { createGateway, ensureGatewayClient } from './gateway/index.ts';
import {
  apiSecurityHeaders,
  createGuard,
  createIdempotency,
  createProblemHandler,
  createRateLimits,
  createRequestObserver,
  crossOrigin,
  mountRoutes,
  type Route,
} from './http/index.ts';
import { createIdentities } from './identities/index.ts';
import { createKeyRing, jwksRouter } from './keys/index.ts';
import { createLoginLinks } from './login-links/index.ts';
import { startMaintenance } from './maintenance/index.ts';
import { createMerges, isJustMerged, selectMergedInto } from './merges/index.ts';
import { createPhoneHolding } from './messenger-phones/index.ts';
import { notificationHolding, notificationRoutes } from './notifications/index.ts';
import { createOauth } from './oauth/index.ts';
import { openApiRouter } from './openapi/index.ts';
import { miniappRouter, notMeRouter } from './pages/index.ts';
import {
  createEraseAccount,
  createEraseWithin,
  createExportAccount,
  type Holding,
  personalDataRoutes,
} from './personal-data/index.ts';
import { createCancelRecovery } from './recovery/index.ts';
import { secondFactorRoutes } from './second-factors.ts';
import { serviceIdentityRoutes } from './service-identities/index.ts';
import {
  createAskForConfirmation,
  createDecideConfirmation,
  createEndOtherSessions,
  createOpenedSession,
  createOpenTelegramSession,
  createRaisedAnswer,
  createRaiseSession,
  createRefreshSession,
  createRevokeSessions,
  createSessionHoldings,
  createSessionOpener,
  sessionRoutes,
  type TelegramBots,
} from './sessions/index.ts';
import { createShopLink, hasShopLink } from './shop-link/index.ts';
import { createReinstate, createSuspendIdentity, suspensionRoutes } from './suspensions/index.ts';
import {
  createDatabaseReplayCache,
  createDpopNonces,
  createDpopVerifier,
  createEdgeTokens,
} from './tokens/index.ts';
import { createWechat, createWechatHolding } from './wechat/index.ts';

export type ApiDeps = {
  config: {
    publicUrl: string;
    initDataMaxAgeSeconds: number;
    rateLimitFactor: number;
    trustedProxyCidrs: readonly string[];
    /** Origins beside PUBLIC_URL that may call from a browser. */
    miniappOrigins: readonly string[];
    miniappFrameAncestors: readonly string[];
    /** `miniapp/dist`; without it no mini app is served here. */
    miniappDirectory?: string;
    botLink: string;
    whatsappLink: string;
    /** Base address of the service behind `/gateway/{service}`, by its audience. */
    gatewayUpstreams?: Readonly<Record<string, string>>;
    /** How long such a service may take to begin its answer, in ms (Default: 15 000). */
    gatewayTimeoutMs?: number;
    /** Where codes go by text message, and what they may cost (Default: docs/configuration.md). */
    sms?: SmsPolicy;
    /** Signed heads of the audit chain are appended there as well. */
    auditHeadsFile?: string;
    /** Refused passwords of the old shop are answered at multiples of so many ms (Default: 500). */
    shopAnswerEveryMs?: number;
    /** How often an old shop that was away is looked for, in ms (Default: 5000). */
    shopProbeEveryMs?: number;
  };
  /** The old shop whose accounts can be linked; null: linking is off. */
  legacyShop: LegacyShop | null;
  bots: TelegramBots;
  /** The mini program and the official account that people sign in from; null: there is no WeChat. */
  wechat: WechatConfig | null;
  database: Database;
  vault: Vault;
  clock: Clock;
  /** What all processes of the API agree on. */
  sharedState: SharedState;
  logger: Logger;
  metrics: Metrics;
  /** Tells the embedded bus that events were committed. */
  wakeEventBus: () => void;
};

export type Api = { router: Router; healthChecks: HealthCheck[]; stop(): Promise<void> };

/** The API with every slice mounted. Mount its router last: it refuses what nothing answered. */
export const createApi = async (deps: ApiDeps): Promise<Api> => {
  const { config, bots, database, vault, clock, sharedState, logger, metrics, wakeEventBus } = deps;
  await assertOwnLog(database);
  const keyRing = await createKeyRing({ database, vault, clock, logger });
  const edgeTokens = createEdgeTokens({ keyRing, issuer: config.publicUrl, clock });
  const nonces = createDpopNonces({
    key: vault.deriveKey('dpop-nonces'),
    caches: [sharedState.replays, createDatabaseReplayCache({ database, clock })],
    clock,
  });
  const verifyDpop = createDpopVerifier({ publicUrl: config.publicUrl, nonces, clock });
  const rateLimits = createRateLimits(config.rateLimitFactor, sharedState);
  const eventLog = createEventLog({ vault, clock, source: '/atlas/api', onCommitted: wakeEventBus });
  const revokeSessions = createRevokeSessions({ database, clock, eventLog });
  const findClient = createFindClient({ database, clock });
  const oauth = createOauth({
    database,
    findClient,
    keyRing,
    issuer: config.publicUrl,
    clock,
    logger,
    rateLimits,
    edgeTokens,
    nonces,
    verifyDpop,
    revokeSessions,
    hasShopLink,
  });
  const guard = createGuard({
    database,
    clock,
    edgeTokens,
    verifyDpop,
    verifyServiceToken: (authorization, { scope }) =>
      oauth.verifyServiceToken(authorization, { audience: 'atlas-api', scope }),
  });
  await ensureGatewayClient({ database, clock, vault });
  const gateway = createGateway({
    findClient,
    clock,
    guard,
    rateLimits,
    assertEarned: oauth.assertEarned,
    exchangeToken: oauth.exchangeToken,
    cache: sharedState.cache('phantom-tokens'),
    upstreams: config.gatewayUpstreams ?? {},
    upstreamTimeoutMs: config.gatewayTimeoutMs,
  });
  const idempotency = createIdempotency({ vault, clock });
  const openedSession = createOpenedSession(edgeTokens);
  const openSession = createSessionOpener({ clock, vault, openedSession });
  const loginLinks = createLoginLinks({ database, clock, vault, rateLimits, openSession, wakeEventBus });
  const updateAccount = createUpdateAccount({ database, eventLog });
  const raiseSession = createRaiseSession({ clock, eventLog });
  const raisedAnswer = createRaisedAnswer(edgeTokens);
  const cancelRecovery = createCancelRecovery({ database, clock, eventLog });
  const endOtherSessions = createEndOtherSessions({ clock, eventLog });
  const reinstate = createReinstate({ database, eventLog });
  const shopLink = createShopLink({
    reinstate,
    shop: deps.legacyShop,
    database,
    clock,
    vault,
    logger,
    eventLog,
    idempotency,
    raiseSession,
    raisedAnswer,
    endOtherSessions,
    sealCommand: createCommandSealer(),
    publicUrl: config.publicUrl,
    answerEveryMs: config.shopAnswerEveryMs,
    probeEveryMs: config.shopProbeEveryMs,
  });
  // Accounts come last: what other slices keep may point there.
  const holdings: Holding[] = [
    createFactorHolding(createFactorSeals(vault)),
    ...shopLink.holdings,
    ...createSessionHoldings({ clock }),
    notificationHolding,
    createWechatHolding(vault),
    createPhoneHolding(vault),
    achievementHolding,
    ...accountHoldings,
  ];
  const eraseWithin = createEraseWithin({ eventLog, holdings });
  const merges = createMerges({
    ...{ database, clock, vault, eventLog, endOtherSessions },
    assertProved: guard.assertProved,
  });

  const routes: Route[] = [
    ...sessionRoutes({
      database,
      clock,
      openTelegramSession: createOpenTelegramSession({
        database,
        clock,
        bots,
        rateLimits,
        idempotency,
        openSession,
        askForConfirmation: createAskForConfirmation({ database, clock, eventLog }),
        wakeEventBus,
        logger,
        initDataMaxAgeSeconds: config.initDataMaxAgeSeconds,
      }),
      refreshSession: createRefreshSession({ database, clock, vault, eventLog, openedSession }),
      revokeSessions,
    }),
    ...createChatSessions({ database, clock, rateLimits, openSession, openedSession, wakeEventBus }),
    ...loginLinks.routes,
    ...createWechat({
      config: deps.wechat,
      publicUrl: config.publicUrl,
      database,
      clock,
      vault,
      sharedState,
      logger,
      rateLimits,
      openSession,
      openLinkSession: loginLinks.openLinkSession,
      eventLog,
      wakeEventBus,
    }),
    ...accountRoutes({
      database,
      clock,
      vault,
      updateAccount,
      setPreferences: createSetPreferences({ database, eventLog }),
    }),
    ...shopLink.routes,
    ...secondFactorRoutes({
      sms: config.sms ?? defaultSmsPolicy,
      logger,
      database,
      vault,
      clock,
      eventLog,
      rateLimits,
      idempotency,
      endOtherSessions,
      raisedAnswer,
      cancelRecovery,
      reinstate,
    }),
    ...suspensionRoutes({
      suspendIdentity: createSuspendIdentity({ database, clock, eventLog, endOtherSessions }),
    }),
    ...personalDataRoutes({
      exportAccount: createExportAccount({ database, clock, vault, holdings, partsOf: selectMergedInto }),
      eraseAccount: createEraseAccount({
        ...{ database, clock, eventLog, eraseWithin },
        ...{ partsOf: selectMergedInto, isJustMerged },
      }),
    }),
    ...createIdentities({
      ...{ database, clock, vault, eventLog, idempotency, eraseWithin, endOtherSessions },
      mergeAccounts: merges.mergeAccounts,
      botAddresses: { botLink: config.botLink, whatsappLink: config.whatsappLink },
    }),
    ...merges.routes,
    ...adminDeliveryRoutes({ database, clock }),
    ...notificationRoutes({ database }),
    ...adminBroadcastRoutes({ database, clock, idempotency }),
    ...achievementRoutes({ database }),
    ...analyticsRoutes({ database, clock }),
    ...serviceIdentityRoutes({
      database,
      clock,
      updateAccount,
      revokeSessions,
      decideConfirmation: createDecideConfirmation({ database, clock }),
      cancelRecovery,
    }),
  ];

  const v1 = express.Router({ caseSensitive: true });
  v1.use(
    ['/v1', '/gateway'],
    crossOrigin([new URL(config.publicUrl).origin, ...config.miniappOrigins]),
    (req, res, next) => {
      if (req.headers.dpop !== undefined) res.setHeader('DPoP-Nonce', nonces.current());
      next();
    },
  );
  mountRoutes(v1, routes, { guard, rateLimits });
  v1.use(gateway.router);

  const router = express.Router({ caseSensitive: true });
  router.use(createRequestObserver({ logger, metrics, clock, trustedProxyCidrs: config.trustedProxyCidrs }));
  if (config.miniappDirectory) {
    const { miniappDirectory: directory, miniappFrameAncestors: frameAncestors } = config;
    const { publicUrl, botLink, whatsappLink } = config;
    router.use(
      '/miniapp',
      miniappRouter({
        directory,
        frameAncestors,
        publicUrl,
        botLink,
        whatsappLink,
        hasWechat: deps.wechat !== null,
        botId: bots.defaultBotId,
        dpopNonce: () => nonces.current(),
      }),
    );
  }
  router.use('/not-me', notMeRouter({ objectToLink: shopLink.objectToLink, rateLimits }));
  router.use(openApiRouter({ routes, publicUrl: config.publicUrl }));
  router.use(['/v1', '/oauth', '/gateway', '/.well-known'], apiSecurityHeaders());
  router.use(jwksRouter(keyRing));
  // Before the many routes of /v1, which every request behind them has to pass.
  router.use(oauth.router);
  router.use(v1);
  router.use(apiSecurityHeaders(), () => {
    throw new AtlasError('not_found');
  });
  router.use(createProblemHandler({ logger, dpopNonce: nonces.current }));

  const maintenance = startMaintenance({ database, clock, logger });
  const chainer = startChainer({
    database,
    vault,
    clock,
    logger,
    metrics,
    ...(config.auditHeadsFile ? { headsFile: config.auditHeadsFile } : {}),
  });
  return {
    router,
    healthChecks: [{ name: 'postgres', check: () => database.ping() }],
    stop: async () => {
      maintenance.stop();
      shopLink.stop();
      keyRing.stop();
      await chainer.stop();
      await gateway.stop();
    },
  };
};
