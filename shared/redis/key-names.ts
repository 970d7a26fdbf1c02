import { createHmac } from 'node:crypto';

/** Names of keys in Redis: whoever reads them learns no address, no account and no token from them. */
export type KeyNames = (kind: string, key: string) => string;

/** Names of one length under `prefix`, made with a secret `key` of 32 bytes, so that they can't be guessed at either. */
export const createKeyNames =
  ({ prefix, key: secret }: { prefix: string; key: Uint8Array }): KeyNames =>
  (kind, key) =>
    `${prefix}:${kind}:${createHmac('sha256', secret).update(`${kind}\0${key}`).digest('base64url').slice(0, 32)}`;
