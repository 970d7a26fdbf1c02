import { randomBytes, randomInt } from 'node:crypto';
import type { Clock } from '@atlas/shared/ports';
import { Refusal } from '../../control/refusal.ts';
import type { Storage } from '../../storage/storage.ts';
import type { WechatCallback } from '../../wire.ts';
import type { Account } from '../account.ts';
import { signatureOf } from './crypto.ts';

const setting = 'wechat.callback';
const timeoutMs = 5000;

const failed = (why: string) => new Refusal(422, 'callback_unverified', why);

/** `signature`, `timestamp` and `nonce` of a call, as the URL carries them. */
export const signedQuery = (token: string, nowMs: number) => {
  const timestamp = String(Math.floor(nowMs / 1000));
  const nonce = String(randomInt(100_000_000, 2_000_000_000));
  return { signature: signatureOf(token, timestamp, nonce), timestamp, nonce };
};

/** `url` with more parameters. */
export const withQuery = (url: string, parameters: Record<string, string>): string => {
  const address = new URL(url);
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  return address.href;
};

type Deps = { storage: Storage; clock: Clock; account: Account };

export type Subscription = ReturnType<typeof createSubscription>;

/** Where pushes go, and how they are written: what is typed into the dashboard. */
export const createSubscription = ({ storage, clock, account }: Deps) => {
  /** It has to say the echo string, and nothing else. */
  const verify = async (url: string): Promise<void> => {
    const echostr = `${randomInt(1, 10)}${BigInt(`0x${randomBytes(7).toString('hex')}`)}`;
    const address = withQuery(url, { ...signedQuery(account.token, clock().getTime()), echostr });
    const response = await fetch(address, {
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    }).catch(() => undefined);
    if (!response) throw failed('The URL does not answer.');
    const answer = await response.text().catch(() => '');
    if (response.status !== 200) throw failed(`The URL answered ${response.status}.`);
    if (answer !== echostr) throw failed('The URL did not answer with echostr: is the token the same?');
  };
  return {
    /** Takes an address that passes the check, and keeps the former one otherwise. @throws Refusal */
    set: async (callback: WechatCallback): Promise<void> => {
      await verify(callback.url);
      storage.setSetting(setting, callback);
    },
    current: (): WechatCallback | undefined => storage.setting<WechatCallback>(setting),
  };
};
