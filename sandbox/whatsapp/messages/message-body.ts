import { z } from 'zod';
import { refusal } from '../graph-error.ts';

const words = (max: number) => z.string().min(1).max(max);
const MediaSource = z
  .looseObject({
    id: z.string().optional(),
    link: z.url({ protocol: /^https?$/ }).optional(),
    caption: z.string().max(1024).optional(),
    filename: z.string().max(240).optional(),
  })
  .refine(({ id, link }) => (id === undefined) !== (link === undefined), 'Either id or link is needed');

const around = {
  header: z.looseObject({ type: z.literal('text'), text: words(60) }).optional(),
  body: z.looseObject({ text: words(1024) }),
  footer: z.looseObject({ text: words(60) }).optional(),
};
const ReplyButton = z.looseObject({
  type: z.literal('reply'),
  reply: z.looseObject({ id: words(256), title: words(20) }),
});
const Row = z.looseObject({ id: words(200), title: words(24), description: z.string().max(72).optional() });
const Section = z.looseObject({ title: z.string().max(24).optional(), rows: z.array(Row).min(1) });

const areDistinct = (values: readonly string[]): boolean => new Set(values).size === values.length;

export const Interactive = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('button'),
    ...around,
    body: z.looseObject({ text: words(1024) }),
    action: z.looseObject({
      buttons: z
        .array(ReplyButton)
        .min(1)
        .max(3)
        .refine((buttons) => areDistinct(buttons.map(({ reply }) => reply.id)), 'Button ids must differ')
        .refine(
          (buttons) => areDistinct(buttons.map(({ reply }) => reply.title)),
          'Button titles must differ',
        ),
    }),
  }),
  z.looseObject({
    type: z.literal('list'),
    ...around,
    body: z.looseObject({ text: words(4096) }),
    action: z.looseObject({
      button: words(20),
      sections: z
        .array(Section)
        .min(1)
        .max(10)
        .refine((sections) => sections.flatMap(({ rows }) => rows).length <= 10, 'Ten rows at the most')
        .refine(
          (sections) => areDistinct(sections.flatMap(({ rows }) => rows.map(({ id }) => id))),
          'Row ids must differ',
        )
        .refine(
          (sections) => sections.length === 1 || sections.every(({ title }) => title),
          'Sections need titles',
        ),
    }),
  }),
  z.looseObject({
    type: z.literal('cta_url'),
    ...around,
    action: z.looseObject({
      name: z.literal('cta_url'),
      parameters: z.looseObject({ display_text: words(20), url: z.url({ protocol: /^https?$/ }).max(2000) }),
    }),
  }),
  z.looseObject({
    type: z.literal('flow'),
    ...around,
    action: z.looseObject({
      name: z.literal('flow'),
      parameters: z
        .looseObject({
          flow_message_version: z.literal('3'),
          flow_token: words(1024),
          flow_id: words(64).optional(),
          flow_name: words(200).optional(),
          flow_cta: words(20),
          flow_action: z.enum(['navigate', 'data_exchange']).default('navigate'),
          flow_action_payload: z
            .looseObject({ screen: words(200), data: z.record(z.string(), z.unknown()).optional() })
            .optional(),
        })
        .refine(
          ({ flow_id, flow_name }) => (flow_id === undefined) !== (flow_name === undefined),
          'Either flow_id or flow_name is needed',
        ),
    }),
  }),
  z.looseObject({
    type: z.literal('request_contact_info'),
    ...around,
    action: z.looseObject({ name: z.literal('request_contact_info') }),
  }),
]);
export type Interactive = z.output<typeof Interactive>;

const TemplateParameter = z.looseObject({ type: z.string(), text: z.string().optional() });
export const Template = z.looseObject({
  name: words(512),
  language: z.looseObject({ code: words(20) }),
  components: z
    .array(
      z.looseObject({
        type: z.string(),
        sub_type: z.string().optional(),
        index: z.union([z.string(), z.int()]).optional(),
        parameters: z.array(TemplateParameter).default([]),
      }),
    )
    .default([]),
});
export type Template = z.output<typeof Template>;

const common = {
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.literal('individual').optional(),
  to: z.string().min(1).optional(),
  recipient: z.string().min(1).optional(),
  context: z.looseObject({ message_id: z.string() }).optional(),
  biz_opaque_callback_data: z.string().max(512).optional(),
};

/** `POST /{phone-number-id}/messages`, as far as people at the desk can be shown it. Unknown fields are let be. */
export const MessageBody = z.discriminatedUnion('type', [
  z.looseObject({
    ...common,
    type: z.literal('text'),
    text: z.looseObject({ body: words(4096), preview_url: z.boolean().optional() }),
  }),
  z.looseObject({ ...common, type: z.literal('image'), image: MediaSource }),
  z.looseObject({ ...common, type: z.literal('document'), document: MediaSource }),
  z.looseObject({ ...common, type: z.literal('interactive'), interactive: Interactive }),
  z.looseObject({ ...common, type: z.literal('template'), template: Template }),
]);
export type MessageBody = z.output<typeof MessageBody>;

export const ReadBody = z.looseObject({
  messaging_product: z.literal('whatsapp'),
  status: z.literal('read'),
  message_id: z.string(),
  typing_indicator: z.looseObject({ type: z.literal('text') }).optional(),
});
export type ReadBody = z.output<typeof ReadBody>;

/** @throws GraphError 131008 for what is missing, 131009 for what is wrong */
export const parseBody = <T extends z.ZodType>(schema: T, body: unknown): z.output<T> => {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.join('.') ?? '';
  const isMissing = issue?.code === 'invalid_type' && issue.message.endsWith('undefined');
  throw refusal(isMissing ? 131008 : 131009, `${path || 'body'}: ${issue?.message}`);
};
