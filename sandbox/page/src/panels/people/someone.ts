import type { Person, WechatPerson, WhatsappPerson } from '../../../../wire.ts';

export const messengers = ['telegram', 'whatsapp', 'wechat'] as const;
export type Messenger = (typeof messengers)[number];

export const messengerNames: Readonly<Record<Messenger, string>> = {
  telegram: 'Telegram',
  whatsapp: 'WhatsApp',
  wechat: 'WeChat',
};

/** A person of one of the messengers. */
export type Someone =
  | { messenger: 'telegram'; person: Person }
  | { messenger: 'whatsapp'; person: WhatsappPerson }
  | { messenger: 'wechat'; person: WechatPerson };

/** Which of them: ids are a messenger's own. */
export type PersonRef = { messenger: Messenger; id: string };

export const refOf = ({ messenger, person }: Someone): PersonRef => ({ messenger, id: String(person.id) });

export const keyOf = ({ messenger, id }: PersonRef): string => `${messenger}:${id}`;

export const isSame = (one: PersonRef, other: PersonRef | undefined): boolean =>
  one.messenger === other?.messenger && one.id === other.id;
