import { randomBytes } from 'node:crypto';
import type { Storage } from '../storage/storage.ts';
import type { NewWechatPerson, WechatPerson } from '../wire.ts';

export type PersonRow = {
  number: number;
  /** Who they are to this app id. */
  openid: string;
  /** Who they are to all apps of one owner. */
  unionid: string;
  name: string;
  phone: string | null;
  locale: string;
  /** Of the official account; whoever doesn't writes to the mini program's customer service. */
  follows: number;
  blocked: number;
  /** Base64 of 16 bytes; every wx.login makes another one. */
  session_key: string | null;
};

type Persona = NewWechatPerson & { openid: string; unionid: string };

/** Who is there from the start: with and without a phone, a follower and not yet one, and a name that needs escaping. */
const personas: readonly Persona[] = (
  [
    { name: '李雷', phone: '+8613800000103', locale: 'zh_CN' },
    { name: 'Anna', phone: '+12025550101', locale: 'en', follows: false },
    { name: 'Иван Петров', phone: '+79990000102', locale: 'ru' },
    { name: '🏔️ "Zoë" <b>&amp; ]]> \\/ שָׁלוֹם', locale: 'en' },
  ] satisfies NewWechatPerson[]
).map((person, n) => ({
  ...person,
  openid: `oAtlas000000000000000000000${n + 1}`,
  unionid: `oUnion000000000000000000000${n + 1}`,
}));

const newId = (family: string): string => `o${family}${randomBytes(18).toString('base64url').slice(0, 22)}`;

export type People = ReturnType<typeof createPeople>;

/** WeChat's people. */
export const createPeople = ({ storage, publicUrl }: { storage: Storage; publicUrl: string }) => {
  const { port } = new URL(publicUrl);
  const insert = ({ openid, unionid, name, phone, locale = 'zh_CN', follows = true }: Persona): boolean =>
    storage.run(
      `insert into wechat_person (openid, unionid, name, phone, locale, follows) values (?, ?, ?, ?, ?, ?)
       on conflict do nothing`,
      ...[openid, unionid, name, phone ?? null, locale, +follows],
    ).changes > 0;
  const addPersonas = () => {
    for (const persona of personas) insert(persona);
  };
  addPersonas();

  const find = (openid: string) =>
    storage.get<PersonRow>('select * from wechat_person where openid = ?', openid);

  return {
    find,
    byNumber: (number: number) =>
      storage.get<PersonRow>('select * from wechat_person where number = ?', number),
    list: () => storage.all<PersonRow>('select * from wechat_person order by number'),
    /** Null when somebody has that phone. */
    create: (person: NewWechatPerson): PersonRow | null => {
      const ids = { openid: newId('Atlas'), unionid: newId('Union') };
      return insert({ ...person, ...ids }) ? (find(ids.openid) ?? null) : null;
    },
    setFollows: (number: number, follows: boolean) =>
      void storage.run('update wechat_person set follows = ? where number = ?', +follows, number),
    setBlocked: (number: number, blocked: boolean) =>
      void storage.run('update wechat_person set blocked = ? where number = ?', +blocked, number),
    /** Makes another session key: what was sealed to the former one can't be opened with this one. */
    renewSessionKey: (number: number): string => {
      const key = randomBytes(16).toString('base64');
      storage.run('update wechat_person set session_key = ? where number = ?', key, number);
      return key;
    },
    reset: () => {
      storage.run('delete from wechat_person');
      addPersonas();
    },
    /** Browsers keep origins apart, and resolve every `*.localhost` themselves. */
    originOf: ({ number }: PersonRow) => `http://wechat-${number}.localhost${port ? `:${port}` : ''}`,
  };
};

/** `WechatPerson` of the control API. */
export const toWirePerson = (people: People, person: PersonRow): WechatPerson => {
  const { openid, unionid, name, phone, locale, follows, blocked } = person;
  return {
    id: openid,
    origin: people.originOf(person),
    unionid,
    name,
    ...(phone === null ? {} : { phone }),
    locale,
    follows: Boolean(follows),
    blocked: Boolean(blocked),
  };
};
