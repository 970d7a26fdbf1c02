import { randomBytes } from 'node:crypto';
import type { Storage } from '../../storage/storage.ts';
import type { NewWechatTemplate, WechatTemplate } from '../../wire.ts';

type Row = { id: string; title: string; content: string; usable: number };

const toTemplate = ({ id, title, content, usable }: Row): WechatTemplate => ({
  templateId: id,
  title,
  content,
  usable: Boolean(usable),
});

const place = /\{\{(([a-z_]+)\d+)\.DATA\}\}/g;

/** The places of a template, in order: `thing1` of the type `thing`, with the words before it. */
export const placesOf = (content: string): { name: string; type: string; label: string }[] =>
  [...content.matchAll(place)].map((found) => ({
    name: found[1] as string,
    type: found[2] as string,
    label:
      content
        .slice(0, found.index)
        .split('\n')
        .at(-1)
        ?.replace(/[:：]\s*$/, '') ?? '',
  }));

export type Templates = ReturnType<typeof createTemplates>;

/** Templates of subscribe messages, picked in the dashboard. */
export const createTemplates = ({ storage }: { storage: Storage }) => {
  const find = (id: string): WechatTemplate | undefined => {
    const row = storage.get<Row>('select * from wechat_template where id = ?', id);
    return row && toTemplate(row);
  };
  return {
    find,
    list: (): WechatTemplate[] =>
      storage.all<Row>('select * from wechat_template order by number').map(toTemplate),
    /** One with the same title and content is the one there is. */
    add: ({ title, content }: NewWechatTemplate): WechatTemplate => {
      const known = storage.get<Row>(
        'select * from wechat_template where title = ? and content = ?',
        ...[title, content],
      );
      if (known) return toTemplate(known);
      const id = randomBytes(33).toString('base64url').slice(0, 43);
      storage.run('insert into wechat_template (id, title, content) values (?, ?, ?)', id, title, content);
      return { templateId: id, title, content, usable: true };
    },
    /** As after a complaint: sending by it is refused. */
    disable: (id: string): void => void storage.run('update wechat_template set usable = 0 where id = ?', id),
    enableAll: (): void => void storage.run('update wechat_template set usable = 1'),
  };
};
