import { randomInt } from 'node:crypto';
import type { Clock } from '@atlas/shared/ports';
import type { Account } from '../account.ts';
import type { PersonRow } from '../people.ts';
import type { XmlFields } from './xml.ts';
import { toXml } from './xml.ts';

export type Format = 'xml' | 'json';
/** The official account is told in XML alone, the mini program in what its dashboard says. */
export type Surface = 'official-account' | 'mini-program';

/** One thing the developer's server is told, whichever way it is written. */
export type PushBody = {
  surface: Surface;
  fields: XmlFields;
  /** 64 bits: a bare number in both forms, and too large for JavaScript's. */
  messageId?: string;
  /** What subscribe messages' events tell; XML has one element more around it. */
  list?: { around: string; items: readonly XmlFields[] };
};

/** A number of 64 bits that no double holds exactly. */
export const newMessageId = (): string =>
  `24${String(randomInt(1_000_000_000)).padStart(9, '0')}${String(randomInt(10_000_000)).padStart(7, '0')}1`;

/** Builds what pushes hold. */
export const createPushBodies = ({ account, clock }: { account: Account; clock: Clock }) => {
  const head = ({ openid }: PersonRow, type: string): XmlFields => ({
    ToUserName: account.originalId,
    FromUserName: openid,
    CreateTime: Math.floor(clock().getTime() / 1000),
    MsgType: type,
  });
  return {
    /** What a person wrote, or chose from a menu in a message. */
    text: (
      person: PersonRow,
      surface: Surface,
      { id, text, menuId }: { id: string; text: string; menuId?: string | undefined },
    ): PushBody => ({
      surface,
      fields: { ...head(person, 'text'), Content: text, ...(menuId ? { bizmsgmenuid: menuId } : {}) },
      messageId: id,
    }),
    event: (person: PersonRow, surface: Surface, event: string, fields: XmlFields = {}): PushBody => ({
      surface,
      fields: { ...head(person, 'event'), Event: event, ...fields },
    }),
    /** `subscribe_msg_popup_event` and its like. */
    subscribeEvent: (person: PersonRow, event: string, items: readonly XmlFields[]): PushBody => ({
      surface: 'mini-program',
      fields: { ...head(person, 'event'), Event: event },
      list: { around: event.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase()), items },
    }),
  };
};
export type PushBodies = ReturnType<typeof createPushBodies>;

/** TypeScript's library lags behind. */
const { rawJSON } = JSON as typeof JSON & { rawJSON(text: string): object };

const toJson = ({ fields, messageId, list }: PushBody): string =>
  JSON.stringify({
    ...fields,
    ...(messageId === undefined ? {} : { MsgId: rawJSON(messageId) }),
    ...(list ? { List: list.items.length === 1 ? list.items[0] : list.items } : {}),
  });

/** The body in plain mode, and what is sealed in safe mode. */
export const writeBody = (body: PushBody, format: Format): string => {
  if (format === 'json' && body.surface === 'mini-program') return toJson(body);
  const { fields, messageId, list } = body;
  const xml = toXml({ ...fields, ...(list ? { [list.around]: { List: list.items } } : {}) });
  return messageId === undefined ? xml : xml.replace(/<\/xml>$/, `<MsgId>${messageId}</MsgId></xml>`);
};
