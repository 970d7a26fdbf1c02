import type { Logger } from '@atlas/shared/process';
import { WechatApiError, type WechatClient, type WechatMenu } from '@atlas/shared/wechat';
import type { CallScope } from '../call-scope.ts';
import { createKeepTrying, type KeptTrying } from '../keep-trying.ts';
import { failureOf } from './failures.ts';

type Deps = { client: WechatClient; scope: CallScope; logger: Logger; menu: WechatMenu };

const timeoutMs = 8000;
/** A mini program has no menu, nor has an official account that is not verified. */
const notOffered: ReadonlySet<number> = new Set([48001, 48002, 48004]);

/**
 * Finds out whether WeChat takes our credentials, and sets the menu up where the app may have one. Where pushes go is
 * typed into WeChat's own console: there is no call for it. Never fails; tries again.
 */
export const createRegistration = ({ client, scope, logger, menu }: Deps): KeptTrying =>
  createKeepTrying({
    what: 'registered with WeChat',
    attempt: async () => {
      const call = { traceparent: scope.traceparent(), signal: scope.signal(timeoutMs) };
      try {
        await client.createMenu(menu, call);
      } catch (error) {
        if (!(error instanceof WechatApiError) || !notOffered.has(error.code)) throw error;
        logger.info({ code: error.code }, 'WeChat offers this app no menu');
      }
    },
    askedSeconds: (error) => {
      const failure = failureOf(error);
      return failure.is === 'later' ? failure.afterSeconds : 0;
    },
    logger,
  });
