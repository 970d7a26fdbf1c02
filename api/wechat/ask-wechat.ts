import { AtlasError } from '@atlas/shared/errors';
import type { Logger } from '@atlas/shared/process';
import { WechatApiError, type WechatCall, type WechatRefusal, wechatMeaningOf } from '@atlas/shared/wechat';
import { callTimeoutMs, wechatPolicy } from './policy.ts';

export type AskWechat = <T>(traceparent: string, ask: (scope: WechatCall) => Promise<T>) => Promise<T>;

const away = (cause: unknown) => new AtlasError('unavailable', { dependency: 'wechat' }, { cause });

/** What the caller may know. Whatever is no fault of theirs, or not of this moment, is that WeChat is away. */
const refusalOf = (meaning: WechatRefusal, cause: unknown): AtlasError => {
  switch (meaning) {
    case 'code_invalid':
      return new AtlasError('invalid_wechat_code', {}, { cause });
    case 'pair':
      return new AtlasError('rate_limited', { retryAfterSeconds: wechatPolicy.personRetry }, { cause });
    case 'blocked':
      return new AtlasError('wechat_user_blocked', {}, { cause });
    default:
      return away(cause);
  }
};

/** Only an operator can mend these. The words WeChat adds name no person and no secret. */
const needsOperator = (meaning: WechatRefusal): boolean =>
  meaning === 'unauthorized' || meaning === 'throughput' || meaning === 'rejected';

/**
 * Asks WeChat within its time, and says its refusals as ours.
 * @throws AtlasError `invalid_wechat_code`, `rate_limited`, `wechat_user_blocked`, `unavailable`
 */
export const createAskWechat =
  ({ logger }: { logger: Logger }): AskWechat =>
  async (traceparent, ask) => {
    try {
      return await ask({ traceparent, signal: AbortSignal.timeout(callTimeoutMs) });
    } catch (error) {
      if (!(error instanceof WechatApiError)) throw away(error);
      const meaning = wechatMeaningOf(error.code);
      if (needsOperator(meaning)) logger.error({ errcode: error.code, meaning }, 'WeChat refuses our app');
      throw refusalOf(meaning, error);
    }
  };
