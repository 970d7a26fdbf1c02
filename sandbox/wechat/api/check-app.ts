import type { Account } from '../account.ts';
import { isSameText } from '../callback/crypto.ts';
import { WechatError } from '../wechat-error.ts';

/** @throws WechatError 41002, 40013, 41004, 40125 */
export const checkApp = ({ appId, appSecret }: Account, shown: { appId: string; secret: string }): void => {
  if (shown.appId === '') throw new WechatError(41002);
  if (shown.appId !== appId) throw new WechatError(40013);
  if (shown.secret === '') throw new WechatError(41004);
  if (!isSameText(shown.secret, appSecret)) throw new WechatError(40125);
};

/** @throws WechatError 40002 */
export const checkGrant = (shown: string, expected: string): void => {
  if (shown !== expected) throw new WechatError(40002);
};
