import { z } from 'zod';

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

const components = z.array(Component).min(1);
const ttlSeconds = z.int().min(30).max(43_200).optional();

/** `POST /{waba}/message_templates`. */
export const NewTemplate = z.looseObject({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/),
  language: z.string().regex(/^[a-z]{2,3}(_[A-Z]{2})?$/),
  category: z
    .string()
    .transform((category) => category.toUpperCase())
    .pipe(z.enum(['AUTHENTICATION', 'UTILITY', 'MARKETING'])),
  components,
  message_send_ttl_seconds: ttlSeconds,
});
export type NewTemplate = z.output<typeof NewTemplate>;

/** `POST /{template}`. */
export const TemplateChange = z.looseObject({ components, message_send_ttl_seconds: ttlSeconds });
export type TemplateChange = z.output<typeof TemplateChange>;
