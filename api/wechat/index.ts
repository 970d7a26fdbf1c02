import type { Clock, Database, SharedState } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import type { Vault } from '@atlas/shared/sealing';
import type { WechatConfig } from '@atlas/shared/wechat';
import type { EventLog } from '../event-log/index.ts';
import type { RateLimits, Route } from '../http/index.ts';
import type { OpenLinkSession } from '../login-links/index.ts';
import type { SessionOpener } from '../sessions/index.ts';
import { createWechatApps } from './apps.ts';
import { createAskWechat } from './ask-wechat.ts';
import { createJoinByUnion } from './join-by-union.ts';
import { createOpenWechatSession } from './open-wechat-session.ts';
import { createProveLogin } from './prove-login.ts';
import { createProvePage } from './prove-page.ts';
import { createProvePhone } from './prove-phone.ts';
import { wechatRoutes } from './routes.ts';
import { createStartWechatPage } from './start-oauth.ts';

type Deps = {
  config: WechatConfig | null;
  publicUrl: string;
  database: Database;
  clock: Clock;
  vault: Vault;
  sharedState: SharedState;
  logger: Logger;
  eventLog: EventLog;
  rateLimits: RateLimits;
  openSession: SessionOpener;
  openLinkSession: OpenLinkSession;
  wakeEventBus: () => void;
};

export { createWechatHolding } from './holding.ts';

/** The ways in from WeChat. Without its configuration they are there and say so. */
export const createWechat = ({ config, ...deps }: Deps): Route[] => {
  const apps = createWechatApps(config, deps);
  const askWechat = createAskWechat(deps);
  return wechatRoutes({
    openWechatSession: createOpenWechatSession({
      ...deps,
      apps,
      proveLogin: createProveLogin({ ...deps, askWechat }),
      provePage: createProvePage({ ...deps, askWechat }),
      joinByUnion: createJoinByUnion(deps),
    }),
    openLinkSession: deps.openLinkSession,
    startWechatPage: createStartWechatPage({ ...deps, apps }),
    provePhone: createProvePhone({ ...deps, apps, askWechat }),
  });
};
