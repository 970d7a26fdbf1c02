import { randomInt } from 'node:crypto';
import type { Storage } from '../../storage/storage.ts';
import type { WhatsappTemplateReview, WhatsappTemplateStatus } from '../../wire.ts';
import { assertTakeable, invalidTemplate } from './assert-takeable.ts';
import type { NewTemplate, TemplateChange, TemplateComponent } from './template-body.ts';

export type StoredTemplate = NewTemplate & {
  id: string;
  status: WhatsappTemplateStatus;
  reason: string | null;
};

type Row = {
  id: string;
  name: string;
  language: string;
  category: string;
  components: string;
  status: string;
  reason: string | null;
  ttl_seconds: number | null;
};

const fromRow = ({ ttl_seconds, ...row }: Row): StoredTemplate =>
  ({
    ...row,
    components: JSON.parse(row.components),
    ...(ttl_seconds === null ? {} : { message_send_ttl_seconds: ttl_seconds }),
  }) as StoredTemplate;

const exists = () => invalidTemplate(2388024, 'Content in this language already exists');

const columns = 'id, name, language, category, components, status, reason, ttl_seconds';

export type Templates = ReturnType<typeof createTemplates>;

/** The business's message templates. They are approved as soon as they are made or changed; what is said of them later is the desk's. */
export const createTemplates = ({ storage }: { storage: Storage }) => {
  const byId = (id: string): StoredTemplate | undefined => {
    const row = storage.get<Row>(`select ${columns} from whatsapp_template where id = ?`, id);
    return row && fromRow(row);
  };
  return {
    /** @throws GraphError when WhatsApp would not take it, or the business has that name in that language */
    add: (template: NewTemplate): StoredTemplate => {
      assertTakeable(template);
      const { name, language, category, components, message_send_ttl_seconds = null } = template;
      const id = `${randomInt(1, 10)}${Array.from({ length: 15 }, () => randomInt(10)).join('')}`;
      const { changes } = storage.run(
        'insert into whatsapp_template (id, name, language, category, components, ttl_seconds) values (?, ?, ?, ?, ?, ?) on conflict do nothing',
        ...[id, name, language, category, JSON.stringify(components)],
        message_send_ttl_seconds,
      );
      if (changes === 0) throw exists();
      return byId(id) as StoredTemplate;
    },
    /** @throws GraphError when WhatsApp would not take it */
    change: (template: StoredTemplate, change: TemplateChange): void => {
      const { components, message_send_ttl_seconds: ttlSeconds } = change;
      assertTakeable({ ...template, components, message_send_ttl_seconds: ttlSeconds });
      storage.run(
        "update whatsapp_template set components = ?, ttl_seconds = ?, status = 'APPROVED', reason = null where id = ?",
        ...[JSON.stringify(components), ttlSeconds ?? null, template.id],
      );
    },
    find: (name: string, language: string): StoredTemplate | undefined => {
      const row = storage.get<Row>(
        `select ${columns} from whatsapp_template where name = ? and language = ?`,
        name,
        language,
      );
      return row && fromRow(row);
    },
    byId,
    list: (name?: string): StoredTemplate[] =>
      storage
        .all<Row>(`select ${columns} from whatsapp_template order by number`)
        .map(fromRow)
        .filter((template) => name === undefined || template.name === name),
    /** What WhatsApp says of it, in every language; false when there is none of that name. */
    review: (name: string, { status, reason }: WhatsappTemplateReview): boolean =>
      storage.run(
        'update whatsapp_template set status = ?, reason = ? where name = ?',
        ...[status, reason ?? null, name],
      ).changes > 0,
    remove: (name: string): boolean =>
      storage.run('delete from whatsapp_template where name = ?', name).changes > 0,
    reset: () => void storage.run('delete from whatsapp_template'),
  };
};

/** The fixed words of a code's template, which nobody wrote. */
const codeWords = (
  category: string,
  { type, code_expiration_minutes: minutes, ...body }: TemplateComponent,
) => {
  if (category !== 'AUTHENTICATION') return {};
  if (type === 'FOOTER') return { text: `This code expires in ${minutes} minutes.` };
  if (type !== 'BODY') return {};
  const advice = body.add_security_recommendation ? ' For your security, do not share this code.' : '';
  return { text: `*{{1}}* is your verification code.${advice}` };
};

/** As the API reads it back: a one-time code's button is a URL button there. */
export const toApiTemplate = ({
  id,
  name,
  language,
  category,
  components,
  status,
  reason,
  message_send_ttl_seconds,
}: StoredTemplate) => ({
  id,
  name,
  language,
  category,
  status,
  rejected_reason: reason ?? 'NONE',
  ...(message_send_ttl_seconds === undefined ? {} : { message_send_ttl_seconds }),
  components: components.map(({ buttons, ...component }) => ({
    ...component,
    ...codeWords(category, component),
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
