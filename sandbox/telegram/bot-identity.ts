import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type { Storage } from '../storage/storage.ts';

/** The sandbox's bot and the key that stands for Telegram's own when it signs init data. */
export type BotIdentity = {
  id: number;
  username: string;
  firstName: string;
  token: string;
  signingKey: KeyObject;
  /** Raw Ed25519 public key: what a verifier trusts instead of Telegram's. */
  publicKeyHex: string;
};

type Stored = { token: string; privateKeyPem: string };

const botId = 7_000_000_001;

const makeUp = (): Stored => ({
  token: `${botId}:AA${randomBytes(25).toString('base64url').slice(0, 33)}`,
  privateKeyPem: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
});

const toPublicKeyHex = (key: KeyObject): string => {
  const { x } = key.export({ format: 'jwk' });
  return Buffer.from(x ?? '', 'base64url').toString('hex');
};

/** Made up at the first start, the same ever after. */
export const loadBotIdentity = (storage: Storage): BotIdentity => {
  let stored = storage.setting<Stored>('bot');
  if (!stored) {
    stored = makeUp();
    storage.setSetting('bot', stored);
  }
  const signingKey = createPrivateKey(stored.privateKeyPem);
  return {
    id: botId,
    username: 'atlas_desk_bot',
    firstName: 'Atlas',
    token: stored.token,
    signingKey,
    publicKeyHex: toPublicKeyHex(signingKey),
  };
};

/** Opaque ids that are the same for the same thing: keyed by the bot, so that nobody counts them. */
export const opaqueId = ({ token }: BotIdentity, kind: string, number: number | string, bytes = 18): string =>
  createHmac('sha256', token).update(`${kind}:${number}`).digest().subarray(0, bytes).toString('base64url');
