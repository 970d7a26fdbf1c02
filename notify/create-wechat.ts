import type { Channel, Clock, Database, SharedState } from '@atlas/shared/ports';
import { createWechatClient, type WechatConfig } from '@atlas/shared/wechat';
import { createWechatChannel, type WechatChannelOptions } from './channels/index.ts';
import { createWechatAllowance } from './wechat-allowance.ts';

export type WechatNotifyOptions = Pick<WechatConfig, 'apiRoot' | 'appId' | 'appSecret'> &
  Pick<WechatChannelOptions, 'cardTemplates' | 'timeoutMs'> & {
    database: Database;
    clock: Clock;
    /** Where the access token is kept. */
    sharedState: Pick<SharedState, 'cache' | 'rateCounter'>;
  };

/** The shell's one page; it opens the web app at the screen that its address names. */
const page = 'pages/index/index';

/** WeChat as a channel, on what bots and notify count of it. */
export const createWechatOf = ({
  apiRoot,
  appId,
  appSecret,
  database,
  clock,
  sharedState,
  ...options
}: WechatNotifyOptions): Channel =>
  createWechatChannel({
    client: createWechatClient({ apiRoot, app: { appId, appSecret }, clock, sharedState }),
    allowance: createWechatAllowance({ database, clock, appId }),
    page,
    ...options,
  });
