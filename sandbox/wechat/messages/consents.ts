import type { Storage } from '../../storage/storage.ts';

type Row = { template: string; messages_left: number };

export type Consents = ReturnType<typeof createConsents>;

/** How many messages of a template a person still let come: each tap on "allow" is one. */
export const createConsents = ({ storage }: { storage: Storage }) => ({
  add: (person: number, template: string, count: number): void =>
    void storage.run(
      `insert into wechat_consent (person, template, messages_left) values (?, ?, ?)
       on conflict (person, template) do update set messages_left = messages_left + excluded.messages_left`,
      ...[person, template, count],
    ),
  withdraw: (person: number, template: string): void =>
    void storage.run('delete from wechat_consent where person = ? and template = ?', person, template),
  /** Uses one up; false when none is left. */
  take: (person: number, template: string): boolean =>
    storage.run(
      `update wechat_consent set messages_left = messages_left - 1
       where person = ? and template = ? and messages_left > 0`,
      ...[person, template],
    ).changes > 0,
  list: (person: number): { templateId: string; messagesLeft: number }[] =>
    storage
      .all<Row>(
        'select template, messages_left from wechat_consent where person = ? order by template',
        person,
      )
      .map(({ template, messages_left }) => ({ templateId: template, messagesLeft: messages_left })),
});
