import { randomInt } from 'node:crypto';
import type { Storage } from '../storage/storage.ts';
import type { NewWhatsappPerson, WhatsappPerson } from '../wire.ts';
import { countryOf } from './country.ts';

export type PersonRow = {
  number: number;
  /** Business-scoped user id: `<ISO2>.<digits>`. Another phone number makes another one. */
  user_id: string;
  /** The phone number's digits; null for somebody whose number the business does not see. */
  wa_id: string | null;
  /** A number of theirs that the business does not see, once it is needed. */
  hidden_wa_id: string | null;
  name: string;
  username: string | null;
  blocked: number;
  /** When they last wrote, in milliseconds: the 24 hours begin there. */
  last_wrote_at: number | null;
};

/** Who is there from the start: with a phone, under a username alone, and with a name that needs escaping. */
const personas: readonly (NewWhatsappPerson & { userId: string })[] = [
  { userId: 'US.10000000000000000001', name: 'Anna', phone: '+12025550101' },
  { userId: 'RU.10000000000000000002', name: 'Иван Петров', phone: '+79990000102' },
  { userId: 'CN.10000000000000000003', name: '李雷', phone: '+8613800000103' },
  { userId: 'GB.10000000000000000004', name: '🏔️ "Zoë" <b>&amp; \\/ שָׁלוֹם', username: 'zoe.hides' },
];

const newUserId = (country: string): string =>
  `${country}.${1 + randomInt(9)}${Array.from({ length: 19 }, () => randomInt(10)).join('')}`;

const waIdOf = (phone: string | undefined): string | null => phone?.slice(1) ?? null;

export type People = ReturnType<typeof createPeople>;

/** WhatsApp's people. */
export const createPeople = ({ storage, publicUrl }: { storage: Storage; publicUrl: string }) => {
  const { port } = new URL(publicUrl);
  const insert = (userId: string, { name, phone, username }: NewWhatsappPerson) =>
    storage.run(
      'insert into whatsapp_person (user_id, wa_id, name, username) values (?, ?, ?, ?) on conflict do nothing',
      ...[userId, waIdOf(phone), name, username ?? null],
    ).changes > 0;
  const addPersonas = () => {
    for (const { userId, ...person } of personas) insert(userId, person);
  };
  addPersonas();

  const find = (userId: string) =>
    storage.get<PersonRow>('select * from whatsapp_person where user_id = ?', userId);

  return {
    find,
    byPhone: (waId: string) =>
      storage.get<PersonRow>('select * from whatsapp_person where wa_id = ? or hidden_wa_id = ?', waId, waId),
    /** Everybody in WhatsApp has a number, whoever sees it. */
    numberOf: ({ number, wa_id, hidden_wa_id }: PersonRow): string => {
      const known = wa_id ?? hidden_wa_id;
      if (known !== null) return known;
      const made = `1202666${String(number).padStart(4, '0')}`;
      storage.run('update whatsapp_person set hidden_wa_id = ? where number = ?', made, number);
      return made;
    },
    byNumber: (number: number) =>
      storage.get<PersonRow>('select * from whatsapp_person where number = ?', number),
    list: () => storage.all<PersonRow>('select * from whatsapp_person order by number'),
    /** Null when the phone or the username is somebody's. */
    create: (person: NewWhatsappPerson): PersonRow | null => {
      const userId = newUserId(countryOf(waIdOf(person.phone)));
      return insert(userId, person) ? (find(userId) ?? null) : null;
    },
    /** Gives them another number, and with it another user id; null when somebody has that number. */
    changePhone: (person: PersonRow, phone: string | undefined): PersonRow | null => {
      const waId = waIdOf(phone);
      const userId = newUserId(waId === null ? person.user_id.slice(0, 2) : countryOf(waId));
      if (waId !== null && storage.get('select 1 from whatsapp_person where wa_id = ?', waId)) return null;
      storage.run(
        'update whatsapp_person set user_id = ?, wa_id = ? where number = ?',
        ...[userId, waId, person.number],
      );
      return find(userId) ?? null;
    },
    wroteAt: (number: number, atMs: number) =>
      void storage.run('update whatsapp_person set last_wrote_at = ? where number = ?', atMs, number),
    setBlocked: (number: number, blocked: boolean) =>
      void storage.run('update whatsapp_person set blocked = ? where number = ?', +blocked, number),
    reset: () => {
      storage.run('delete from whatsapp_person');
      addPersonas();
    },
    /** Browsers keep origins apart, and resolve every `*.localhost` themselves. */
    originOf: ({ number }: PersonRow) => `http://whatsapp-${number}.localhost${port ? `:${port}` : ''}`,
  };
};

/** `WhatsappPerson` of the control API. */
export const toWirePerson = (people: People, person: PersonRow): WhatsappPerson => {
  const { user_id, wa_id, name, username, blocked } = person;
  return {
    id: user_id,
    origin: people.originOf(person),
    name,
    ...(wa_id === null ? {} : { phone: `+${wa_id}` }),
    ...(username === null ? {} : { username }),
    blocked: Boolean(blocked),
  };
};

/** An entry of a webhook's `contacts`: what the business may know of a person. */
export const toContact = ({ user_id, wa_id, name, username }: PersonRow) => ({
  profile: { name, ...(username === null ? {} : { username }) },
  ...(wa_id === null ? {} : { wa_id }),
  user_id,
});
