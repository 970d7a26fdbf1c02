import sdk from '@twa-dev/sdk';

/** The type of Telegram's `WebApp`, without loading its script. */
export type TelegramWebApp = typeof sdk;

/** A CommonJS package's default import is by one rule its `exports.default`, by the other (Node's) all its exports. */
const unwrap = (imported: TelegramWebApp | { default: TelegramWebApp }): TelegramWebApp =>
  'default' in imported ? imported.default : imported;

/** Telegram's script; it acts when this file is imported, so import it only where Telegram opened the page. */
export const WebApp = unwrap(sdk);
