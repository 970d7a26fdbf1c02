import { hash } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import { nearestLocale, type WechatPageLogin } from '@atlas/shared/wire';
import type { WechatApps } from './apps.ts';
import type { AskWechat } from './ask-wechat.ts';
import { nameOf } from './name-of.ts';
import { consumeOauthStart } from './queries.ts';
import { hashState } from './start-oauth.ts';
import type { WechatPerson } from './wechat-person.ts';

type Deps = { database: Database; clock: Clock; askWechat: AskWechat };

/**
 * Who came back to the browser that a page's sign-in began in. The state is spent by that browser's key alone, before
 * WeChat is asked: nobody can be made to sign in as somebody else. [RFC 6749, 10.12]
 * @throws AtlasError `login_start_invalid`, `invalid_wechat_code`, `wechat_not_configured`, `rate_limited`, `unavailable`
 */
export const createProvePage =
  ({ database, clock, askWechat }: Deps) =>
  async (
    { officialAccount }: WechatApps,
    { oauthCode, state, language, jkt }: WechatPageLogin & { jkt: string | null },
    traceparent: string,
  ): Promise<WechatPerson> => {
    if (!officialAccount) throw new AtlasError('wechat_not_configured');
    const provedAt = clock();
    const start = { stateHash: hashState(state), jkt, now: provedAt };
    if (!(await consumeOauthStart(database, start))) throw new AtlasError('login_start_invalid');
    const { appId } = officialAccount;
    const person = await askWechat(traceparent, (scope) =>
      officialAccount.exchangeOauthCode(oauthCode, scope),
    );
    const locale = nearestLocale(language ?? 'zh');
    return {
      ...{ messenger: 'wechat', appScope: appId, subject: person.openid },
      // Whoever only looks is nobody yet, whatever else WeChat says of them.
      unionId: person.isSnapshotUser ? null : person.unionid,
      ...{ isSnapshot: person.isSnapshotUser, sessionKey: null, provedAt, locale },
      displayName: nameOf(undefined, locale),
      fingerprint: hash('sha256', `wechat.page\0${appId}\0${oauthCode}`, 'buffer'),
    };
  };
export type ProvePage = ReturnType<typeof createProvePage>;
