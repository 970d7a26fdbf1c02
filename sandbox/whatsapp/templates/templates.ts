import { randomInt } from 'node:crypto';
import { z } from 'zod';
import type { Storage } from '../../storage/storage.ts';
import { GraphError } from '../graph-error.ts';

const Button = z.looseObject({
  type: z.string().transform((type) => type.toUpperCase()),
  text: z.string().max(25).optional(),
  url: z.string().max(2000).optional(),
  otp_type: z
    .string()
    .transform((type) => type.toUpperCase())
    .optional(),
});
const Component = z.looseObject({
  type: z.string().transform((type) => type.toUpperCase()),
  text: z.string().max(1024).optional(),
  add_security_recommendation: z.boolean().optional(),
  code_expiration_minutes: z.int().min(1).max(90).optional(),
  buttons: z.array(Button).max(10).optional(),
});
export type TemplateComponent = z.output<typeof Component>;

/** `POST /{waba}/message_templates`. */
export const NewTemplate = z.looseObject({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/),
  language: z.string().regex(/^[a-z]{2,3}(_[A-Z]{2})?$/),
  category: z
    .string()
    .transform((category) => category.toUpperCase())
    .pipe(z.enum(['AUTHENTICATION', 'UTILITY', 'MARKETING'])),
  components: z.array(Component).min(1),
});
export type NewTemplate = z.output<typeof NewTemplate>;

export type StoredTemplate = NewTemplate & { id: string };

type Row = { id: string; name: string; language: string; category: string; components: string };

const fromRow = (row: Row): StoredTemplate =>
  ({ ...row, components: JSON.parse(row.components) }) as StoredTemplate;

const exists = () =>
  new GraphError(400, {
    message: 'Invalid parameter',
    type: 'OAuthException',
    code: 100,
    error_subcode: 2388024,
    error_data: {
      messaging_product: 'whatsapp',
      details: 'Content in this language already exists',
    },
  });

const columns = 'id, name, language, category, components';

export type Templates = ReturnType<typeof createTemplates>;

/** The business's message templates. They are approved as soon as they are made. */
export const createTemplates = ({ storage }: { storage: Storage }) => ({
  /** @throws GraphError when the business has that name in that language */
  add: ({ name, language, category, components }: NewTemplate): StoredTemplate => {
    const id = `${randomInt(1, 10)}${Array.from({ length: 15 }, () => randomInt(10)).join('')}`;
    const { changes } = storage.run(
      'insert into whatsapp_template (id, name, language, category, components) values (?, ?, ?, ?, ?) on conflict do nothing',
      ...[id, name, language, category, JSON.stringify(components)],
    );
    if (changes === 0) throw exists();
    return { id, name, language, category, components };
  },
  find: (name: string, language: string): StoredTemplate | undefined => {
    const row = storage.get<Row>(
      `select ${columns} from whatsapp_template where name = ? and language = ?`,
      name,
      language,
    );
    return row && fromRow(row);
  },
  byId: (id: string): StoredTemplate | undefined => {
    const row = storage.get<Row>(`select ${columns} from whatsapp_template where id = ?`, id);
    return row && fromRow(row);
  },
  list: (name?: string): StoredTemplate[] =>
    storage
      .all<Row>(`select ${columns} from whatsapp_template order by number`)
      .map(fromRow)
      .filter((template) => name === undefined || template.name === name),
  remove: (name: string): boolean =>
    storage.run('delete from whatsapp_template where name = ?', name).changes > 0,
  reset: () => void storage.run('delete from whatsapp_template'),
});

/** As the API reads it back: a one-time code's button is a URL button there. */
export const toApiTemplate = ({ id, name, language, category, components }: StoredTemplate) => ({
  id,
  name,
  language,
  category,
  status: 'APPROVED',
  components: components.map(({ buttons, ...component }) => ({
    ...component,
    ...(buttons
      ? {
          buttons: buttons.map((button) =>
            button.type === 'OTP'
              ? {
                  type: 'URL',
                  text: button.text ?? 'Copy code',
                  url: `https://www.whatsapp.com/otp/code/?otp_type=${button.otp_type}&code=otp{{1}}`,
                }
              : button,
          ),
        }
      : {}),
  })),
});
