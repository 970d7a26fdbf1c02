import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Clock, SharedState } from '../ports/index.ts';
import type { CallWechat, WechatCall } from './call-wechat.ts';
import type { WechatApp } from './variables.ts';

export type StableTokens = {
  /** A token that calls of this app are made with. @throws WechatApiError, WechatAnswerError, or what `fetch` throws */
  get(scope: WechatCall): Promise<string>;
  /** Another one, after WeChat would not take `refused`. @throws as `get` */
  replace(refused: string, scope: WechatCall): Promise<string>;
};

type Deps = {
  app: WechatApp;
  call: CallWechat;
  clock: Clock;
  /** Shared by all processes of the app: its cache is sealed wherever it leaves memory. */
  sharedState: Pick<SharedState, 'cache' | 'rateCounter'>;
};

const Issued = z.object({ access_token: z.string().min(1), expires_in: z.int().positive() });

/** A call on its way must not find its token ended; old and new both work for the last 300 s. */
const spareSeconds = 60;
/** Who asks for a token has so long for it before another process asks, too. */
const lease = { name: 'wechat-token-lease', count: 1, seconds: 3 };
const leasePollMs = 50;
/** Of the request for a token, which serves more callers than the one whose time is running out. */
const timeoutMs = 5000;
/** WeChat takes `force_refresh` 20 times a day, 30 s apart, and each kills the token before. [stable_token page] */
const forced = [
  { name: 'wechat-token-forced', count: 1, seconds: 31 },
  { name: 'wechat-token-forced-today', count: 20, seconds: 86_400 },
];

/**
 * Access tokens of one app, by `stable_token`. In one process one request is under way; across processes one of them asks
 * while the others wait for what it puts into the shared cache. A lost lease costs one more request and no token: WeChat
 * hands the same one to all who ask without force. [stable_token page]
 */
export const createStableTokens = ({ app, call, clock, sharedState }: Deps): StableTokens => {
  const cache = sharedState.cache('wechat-tokens');
  const leases = sharedState.rateCounter(lease);
  const forces = forced.map((limit) => sharedState.rateCounter(limit));
  let underWay: Promise<string> | null = null;

  const ask = async (isForced: boolean, scope: WechatCall): Promise<string> => {
    const { appId, appSecret } = app;
    const body = {
      grant_type: 'client_credential',
      appid: appId,
      secret: appSecret,
      force_refresh: isForced,
    };
    const request = { path: '/cgi-bin/stable_token', body };
    const signal = AbortSignal.timeout(timeoutMs);
    const issued = await call(Issued, request, { ...scope, signal });
    const expiresAt = new Date(clock().getTime() + (issued.expires_in - spareSeconds) * 1000);
    await cache.set(app.appId, { value: issued.access_token, expiresAt });
    return issued.access_token;
  };

  const mayForce = async (): Promise<boolean> => {
    for (const counter of forces) if (!(await counter.spend(app.appId)).isWithin) return false;
    return true;
  };

  const usable = async (refused?: string): Promise<string | null> => {
    const cached = await cache.get(app.appId);
    return cached && cached.value !== refused ? cached.value : null;
  };

  const waitForOthers = async (refused: string | undefined): Promise<string | null> => {
    for (let waitedMs = 0; waitedMs < lease.seconds * 1000; waitedMs += leasePollMs) {
      await wait(leasePollMs);
      const token = await usable(refused);
      if (token) return token;
    }
    return null;
  };

  const obtain = async (refused: string | undefined, scope: WechatCall): Promise<string> => {
    const known = await usable(refused);
    if (known) return known;
    const leaseKey = `${app.appId}.${refused ?? ''}`;
    if (!(await leases.spend(leaseKey)).isWithin) {
      const theirs = await waitForOthers(refused);
      if (theirs) return theirs;
    }
    try {
      const token = await ask(false, scope);
      // Still the one that is refused: WeChat believes in it, so only force makes another.
      return token === refused && (await mayForce()) ? await ask(true, scope) : token;
    } catch (error) {
      await leases.giveBack(leaseKey);
      throw error;
    }
  };

  const once = (refused: string | undefined, scope: WechatCall): Promise<string> => {
    underWay ??= obtain(refused, scope).finally(() => {
      underWay = null;
    });
    return underWay;
  };

  return {
    get: async (scope) => (await usable()) ?? once(undefined, scope),
    replace: async (refused, scope) => {
      const token = await once(refused, scope);
      // What was under way may have begun before this one was refused.
      return token === refused ? once(refused, scope) : token;
    },
  };
};
