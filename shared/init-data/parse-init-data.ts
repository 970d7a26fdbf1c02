import { parseJsonObject, parseSignedFields, type SignedFields } from './signed-fields.ts';
import { parseTelegramUser, type TelegramUser } from './telegram-user.ts';

export type ParsedInitData = SignedFields & { user: TelegramUser };

/**
 * Reads raw init data without judging its signature: never act on the answer alone. Anything irregular is refused,
 * because leniency here is what lets a checker and a reader see two different people.
 *
 * @throws AtlasError `invalid_init_data`, one code for every cause.
 */
export const parseInitData = (raw: string): ParsedInitData => {
  const signed = parseSignedFields(raw);
  return { ...signed, user: parseTelegramUser(parseJsonObject(signed.fields.get('user'))) };
};
