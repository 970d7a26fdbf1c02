import { randomBytes } from 'node:crypto';
import type { Storage } from '../storage/storage.ts';

/**
 * What WeChat's dashboard would have given its developer. One app id stands for the mini program and the official
 * account alike, so that a person has one openid in both.
 */
export type Account = {
  appId: string;
  appSecret: string;
  /** `gh_…`: whom callbacks are addressed to, and replies come from. */
  originalId: string;
  /** Signs callbacks; typed into the dashboard together with their URL. */
  token: string;
  /** 43 characters; seals callbacks in safe mode. */
  encodingAesKey: string;
  name: string;
};

const setting = 'wechat.account';

/** 32 bytes in 43 characters of which none is a sign, as the dashboard makes them. */
const newEncodingAesKey = (): string => {
  const key = randomBytes(32).toString('base64').slice(0, 43);
  return /^[A-Za-z0-9]+$/.test(key) ? key : newEncodingAesKey();
};

const makeUp = (): Account => ({
  appId: `wx${randomBytes(8).toString('hex')}`,
  appSecret: randomBytes(16).toString('hex'),
  originalId: `gh_${randomBytes(6).toString('hex')}`,
  token: randomBytes(12).toString('hex'),
  encodingAesKey: newEncodingAesKey(),
  name: 'Atlas',
});

/** Made up at the first start, the same ever after. */
export const loadAccount = (storage: Storage): Account => {
  const known = storage.setting<Account>(setting);
  if (known) return known;
  const made = makeUp();
  storage.setSetting(setting, made);
  return made;
};
