import type { Clock, SharedState } from '@atlas/shared/ports';
import { createWechatClient, type WechatClient, type WechatConfig } from '@atlas/shared/wechat';

/** What people sign in from. */
export type WechatApps = {
  miniProgram: WechatClient;
  /** Whose pages inside WeChat sign in too; null where there is none. */
  officialAccount: WechatClient | null;
  /** Where such a page sends its browser. */
  openRoot: string;
};

/** The clients of WeChat's apps; null where WeChat is not set up. */
export const createWechatApps = (
  config: WechatConfig | null,
  deps: { clock: Clock; sharedState: SharedState },
): WechatApps | null => {
  if (!config) return null;
  const { apiRoot, openRoot, appId, appSecret, officialAccount } = config;
  return {
    miniProgram: createWechatClient({ apiRoot, app: { appId, appSecret }, ...deps }),
    officialAccount: officialAccount && createWechatClient({ apiRoot, app: officialAccount, ...deps }),
    openRoot,
  };
};
