import { type WechatConfig, wechatChatsOf } from '@atlas/shared/wechat';
import { createWechatBot, type WechatBot, type WechatBotDeps } from './wechat-bot.ts';

type Deps = Omit<WechatBotDeps, 'name' | 'webhookPath' | 'config'> & {
  config: WechatConfig & { miniappUrl: string };
};

/** The mini program's chat and, where it has pushes of its own, the official account's: two apps, one dialogue. */
export const createWechatBots = ({ config, ...shared }: Deps): WechatBot[] => {
  const { program, official } = wechatChatsOf(config);
  const { takesPlain, apiRoot, miniappUrl } = config;
  const common = { takesPlain, apiRoot, miniappUrl };
  return [
    createWechatBot({
      ...{ ...shared, name: 'wechat', webhookPath: '/webhooks/wechat' },
      config: { ...common, ...program },
    }),
    ...(official
      ? [
          createWechatBot({
            ...{ ...shared, name: 'wechat_official', webhookPath: '/webhooks/wechat/official' },
            config: { ...common, ...official },
          }),
        ]
      : []),
  ];
};
