import type { Storage } from '../storage/storage.ts';
import type { NewPerson, Person } from '../wire.ts';
import { lastReservedId, personas } from './personas.ts';

/** A person as the sandbox knows them. `started` once they wrote; `writeAccess` once the mini app was allowed to. */
export type PersonRow = {
  id: number;
  host: string;
  first_name: string;
  last_name: string | null;
  username: string | null;
  language_code: string | null;
  is_premium: number;
  photo_url: string | null;
  phone: string;
  started: number;
  write_access: number;
  blocked: number;
};

export type People = ReturnType<typeof createPeople>;

const insert = `insert into person (id, host, first_name, last_name, username, language_code, is_premium, photo_url, phone)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** The sandbox's people; `pageUrl` is where their browsers find the sandbox. */
export const createPeople = ({ storage, publicUrl }: { storage: Storage; publicUrl: string }) => {
  const { port } = new URL(publicUrl);

  const addPersonas = () => {
    for (const {
      id,
      host,
      firstName,
      lastName,
      username,
      languageCode,
      isPremium,
      photoUrl,
      phone,
    } of personas) {
      storage.run(
        `${insert} on conflict do nothing`,
        ...[
          id,
          host,
          firstName,
          lastName ?? null,
          username ?? null,
          languageCode,
          isPremium ? 1 : 0,
          photoUrl ?? null,
          phone,
        ],
      );
    }
    storage.run("update sqlite_sequence set seq = max(seq, ?) where name = 'person'", lastReservedId);
  };
  addPersonas();

  const find = (id: number) => storage.get<PersonRow>('select * from person where id = ?', id);

  /** Null when the username is somebody's. */
  const create = (person: NewPerson): PersonRow | null =>
    storage.transaction(() => {
      const { username, firstName, lastName, languageCode, isPremium } = person;
      if (username && storage.get('select 1 from person where username = ?', username)) return null;
      const { seq } = storage.get<{ seq: number }>(
        "select seq from sqlite_sequence where name = 'person'",
      ) ?? { seq: 0 };
      const id = seq + 1;
      storage.run(
        insert,
        ...[
          id,
          `u${id}`,
          firstName,
          lastName || null,
          username ?? null,
          languageCode ?? null,
          isPremium ? 1 : 0,
          null,
          `1${id}0`,
        ],
      );
      return find(id) ?? null;
    });

  return {
    find,
    create,
    list: () => storage.all<PersonRow>('select * from person order by id'),
    reset: () =>
      storage.transaction(() => {
        storage.run('delete from person');
        addPersonas();
      }),
    /** They wrote to the bot; with it, the bot may write to them. */
    markStarted: (id: number) => void storage.run('update person set started = 1 where id = ?', id),
    /** True when the bot could not write to them before. */
    grantWriteAccess: (id: number): boolean =>
      storage.run('update person set write_access = 1 where id = ? and started = 0 and write_access = 0', id)
        .changes > 0,
    /** True when something changed. */
    setBlocked: (id: number, blocked: boolean): boolean =>
      storage.run('update person set blocked = ? where id = ? and blocked <> ?', +blocked, id, +blocked)
        .changes > 0,
    /** `http://anna.localhost:3000`: browsers keep origins apart, and resolve every `*.localhost` themselves. */
    originOf: ({ host }: PersonRow) => `http://${host}.localhost${port ? `:${port}` : ''}`,
  };
};

/** Whether a message from the bot would reach them. */
export const canBeWrittenTo = ({ started, write_access, blocked }: PersonRow): boolean =>
  !blocked && Boolean(started || write_access);

/** `User` of the Bot API. */
export const toApiUser = (person: PersonRow) => ({
  id: person.id,
  is_bot: false,
  first_name: person.first_name,
  ...(person.last_name ? { last_name: person.last_name } : {}),
  ...(person.username ? { username: person.username } : {}),
  ...(person.language_code ? { language_code: person.language_code } : {}),
  ...(person.is_premium ? { is_premium: true } : {}),
});

/** `Chat` of the Bot API: the private chat with this person. */
export const toApiChat = (person: PersonRow) => ({
  id: person.id,
  first_name: person.first_name,
  ...(person.last_name ? { last_name: person.last_name } : {}),
  ...(person.username ? { username: person.username } : {}),
  type: 'private' as const,
});

/** `Person` of the control API. */
export const toWirePerson = (people: People, person: PersonRow): Person => ({
  id: person.id,
  firstName: person.first_name,
  ...(person.last_name ? { lastName: person.last_name } : {}),
  ...(person.username ? { username: person.username } : {}),
  ...(person.language_code ? { languageCode: person.language_code } : {}),
  ...(person.is_premium ? { isPremium: true } : {}),
  origin: people.originOf(person),
  blocked: Boolean(person.blocked),
});
