import { createHmac, sign } from 'node:crypto';
import type { BotIdentity } from './bot-identity.ts';
import type { PersonRow } from './people.ts';
import { canBeWrittenTo } from './people.ts';

/** JSON as Telegram's servers write it: every slash escaped. It is signed as written, so a reader must not re-serialise. */
const toTelegramJson = (value: object): string => JSON.stringify(value).replaceAll('/', '\\/');

/** `WebAppUser`: booleans appear only when true. [Telegram Mini Apps] */
const toWebAppUser = (person: PersonRow) => ({
  id: person.id,
  first_name: person.first_name,
  last_name: person.last_name ?? '',
  ...(person.username ? { username: person.username } : {}),
  ...(person.language_code ? { language_code: person.language_code } : {}),
  ...(person.is_premium ? { is_premium: true } : {}),
  ...(canBeWrittenTo(person) ? { allows_write_to_pm: true } : {}),
  ...(person.photo_url ? { photo_url: person.photo_url } : {}),
});

const checkString = (fields: readonly (readonly [string, string])[]): string =>
  fields
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join('\n');

/** How the app was opened: a button of the chat (`queryId`), or the bot's own link with a parameter. */
export type Opening = { queryId: string } | { chatInstance: string; startParam: string };

const queryField = ({ queryId }: { queryId: string }): [string, string] => ['query_id', queryId];

const linkFields = ({
  chatInstance,
  startParam,
}: Exclude<Opening, { queryId: string }>): [string, string][] => [
  ['chat_instance', chatInstance],
  ['chat_type', 'sender'],
  ['start_param', startParam],
];

type Fields = [string, string][];

const signHmac = (token: string, fields: Fields): string => {
  const secret = createHmac('sha256', 'WebAppData').update(token).digest();
  return createHmac('sha256', secret).update(checkString(fields)).digest('hex');
};

const write = (fields: Fields): string =>
  fields.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&');

const unixSeconds = (at: Date): string => String(Math.floor(at.getTime() / 1000));

/**
 * Init data signed both ways: Ed25519 (`signature`) for third parties, over everything but `hash` and itself, then
 * HMAC by the bot's token (`hash`) over everything, the signature included. [Telegram Mini Apps, "Validating data"]
 */
export const signInitData = (
  { id, token, signingKey }: BotIdentity,
  { person, opening, at }: { person: PersonRow; opening: Opening; at: Date },
): string => {
  const fields: Fields = [
    ...('queryId' in opening ? [queryField(opening)] : []),
    ['user', toTelegramJson(toWebAppUser(person))],
    ...('queryId' in opening ? [] : linkFields(opening)),
    ['auth_date', unixSeconds(at)],
  ];
  const message = Buffer.from(`${id}:WebAppData\n${checkString(fields)}`);
  fields.push(['signature', sign(null, message, signingKey).toString('base64url')]);
  return write([...fields, ['hash', signHmac(token, fields)]]);
};

/** What an app's `requestContact` gets besides the bot's message: the contact, signed by the bot's token alone. */
export const signContact = (
  { token }: BotIdentity,
  { person, at }: { person: PersonRow; at: Date },
): string => {
  const { id, first_name, last_name, phone } = person;
  const contact = { user_id: id, phone_number: phone, first_name, ...(last_name ? { last_name } : {}) };
  const fields: Fields = [
    ['contact', toTelegramJson(contact)],
    ['auth_date', unixSeconds(at)],
  ];
  return write([...fields, ['hash', signHmac(token, fields)]]);
};
