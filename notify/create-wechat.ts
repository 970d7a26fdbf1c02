import type { Channel, Clock, Database, SharedState } from '@atlas/shared/ports';
import { createWechatClient, type WechatConfig, wechatChatsOf } from '@atlas/shared/wechat';
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

/** One app of WeChat as a channel, on what bots and notify count of it. */
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

/**
 * The mini program, and the official account where its chat is ours. Only the mini program's templates are known: what
 * the account's followers are not to be written any more goes on to another way.
 */
export const createWechatChannels = (options: WechatConfig & WechatNotifyOptions): Channel[] => {
  const { program, official } = wechatChatsOf(options);
  return [
    createWechatOf({ ...options, ...program }),
    ...(official ? [createWechatOf({ ...options, ...official, cardTemplates: {} })] : []),
  ];
};
