export { type ParsedInitData, parseInitData, type TelegramUser } from './parse-init-data.ts';
export { createInitDataVerifier, InitDataConfigurationError, type VerifiedInitData } from './verify-init-data.ts';
