import { hash, randomBytes } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import type { StartedWechatPage, StartWechatPageBody } from '@atlas/shared/wire';
import type { WechatApps } from './apps.ts';
import { wechatPolicy } from './policy.ts';
import { insertOauthStart } from './queries.ts';

/** What is kept of a state. */
export const hashState = (state: string): Buffer => hash('sha256', state, 'buffer');

type Deps = { database: Database; clock: Clock; apps: WechatApps | null; publicUrl: string };

export type StartWechatPage = (input: StartWechatPageBody & { jkt: string }) => Promise<StartedWechatPage>;

/**
 * Begins a sign-in of a page inside WeChat: where to send the browser, which comes back to the mini app with `code` and
 * `state`. Parameters stand in WeChat's own order, which it insists on.
 * @throws AtlasError `wechat_not_configured`
 */
export const createStartWechatPage =
  ({ database, clock, apps, publicUrl }: Deps): StartWechatPage =>
  async ({ scope, jkt }) => {
    if (!apps?.officialAccount) throw new AtlasError('wechat_not_configured');
    // Letters and digits: WeChat carries nothing else through.
    const state = randomBytes(16).toString('hex');
    const expiresAt = new Date(clock().getTime() + wechatPolicy.oauthStart * 1000);
    await insertOauthStart(database, { stateHash: hashState(state), jkt, expiresAt });
    const query = new URLSearchParams({
      appid: apps.officialAccount.appId,
      redirect_uri: `${publicUrl}/miniapp/`,
      response_type: 'code',
      scope,
      state,
    });
    const authorizeUrl = `${apps.openRoot}/connect/oauth2/authorize?${query}#wechat_redirect`;
    return { authorizeUrl, state, expiresAt: expiresAt.toISOString() };
  };
