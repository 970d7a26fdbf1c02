import { hash } from 'node:crypto';
import { createBotProof, type InitDataBot } from './bot-proof.ts';
import { checkString } from './check-string.ts';
import { invalidInitData } from './invalid-init-data.ts';
import { parseInitData } from './parse-init-data.ts';
import type { TelegramUser } from './telegram-user.ts';

export type VerifiedInitData = {
  user: TelegramUser;
  /** When the mini app was opened. Whether that is fresh enough is the caller's policy. */
  authDate: Date;
  /**
   * SHA-256 over bot id and check string without `hash` and `signature`: the same however the data was ordered or
   * encoded, so replay protection keyed on it can't be walked around.
   */
  fingerprint: Buffer;
  /** Chosen by whoever made the link: for showing only. */
  startParam?: string;
  queryId?: string;
  chatInstance?: string;
  fields: ReadonlyMap<string, string>;
};

/**
 * Verifies one bot's init data; secrets and keys are derived once, here. Data of another bot, Login Widget data
 * (another secret) and `requestContact` answers (no `user`) are refused. Freshness and replay are the caller's.
 *
 * @throws InitDataConfigurationError at creation; the verifier throws only AtlasError `invalid_init_data`.
 */
export const createInitDataVerifier = (bot: InitDataBot): ((raw: string) => VerifiedInitData) => {
  const isGenuine = createBotProof(bot);
  return (raw) => {
    const parsed = parseInitData(raw);
    if (!isGenuine(parsed)) throw invalidInitData();
    const { user, authDate, fields } = parsed;
    return {
      user,
      authDate,
      fingerprint: hash('sha256', `${bot.botId}\n${checkString(fields, ['hash', 'signature'])}`, 'buffer'),
      startParam: fields.get('start_param'),
      queryId: fields.get('query_id'),
      chatInstance: fields.get('chat_instance'),
      fields,
    };
  };
};
