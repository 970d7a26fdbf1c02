export { type InitDataBot, InitDataConfigurationError, telegramPublicKeysHex } from './bot-proof.ts';
export { type ParsedInitData, parseInitData } from './parse-init-data.ts';
export { parseTelegramUser, type TelegramUser, toDisplayName } from './telegram-user.ts';
export { createContactVerifier, type VerifiedContact } from './verify-contact.ts';
export { createInitDataVerifier, type VerifiedInitData } from './verify-init-data.ts';
