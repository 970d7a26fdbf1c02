import { createInitDataVerifier, type VerifiedInitData } from '@atlas/shared/init-data';
import type { TelegramBots } from './sessions/index.ts';

const botIdOf = (token: string): string => token.slice(0, token.indexOf(':'));

/**
 * The bots whose init data signs in, chosen by the route, never by what the caller sent.
 *
 * @param tokens the default bot's token first; several tokens of one bot are its current and previous one.
 */
export const createTelegramBots = (tokens: readonly string[]): TelegramBots => {
  const tokensOf = Map.groupBy(tokens, botIdOf);
  const verifiers = new Map<string, (raw: string) => VerifiedInitData>();
  for (const [botId, own] of tokensOf)
    verifiers.set(botId, createInitDataVerifier({ botId, path: 'hmac', tokens: own }));
  return { defaultBotId: botIdOf(tokens[0] ?? ''), verifierOf: (botId) => verifiers.get(botId) };
};
