import type { Locale } from '../wire/index.ts';

/** A message template as `POST /{WABA}/message_templates` takes it. */
export type MessageTemplate = {
  name: string;
  language: string;
  category: 'AUTHENTICATION' | 'UTILITY';
  components: readonly object[];
  /** After so long WhatsApp gives it up. */
  message_send_ttl_seconds?: number;
};

/** Frames any notice, in any language, and its button brings the person back to the chat. */
export const noticeTemplate = {
  name: 'atlas_notice',
  language: 'en',
  category: 'UTILITY',
  components: [
    { type: 'BODY', text: '💬 {{1}} · Atlas', example: { body_text: [['Your order 1001 is on its way.']] } },
    { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Atlas' }] },
  ],
} as const satisfies MessageTemplate;

export const codeTemplateName = 'atlas_code';

/** Our codes live so long. */
const codeMinutes = 5;

const languages = { en: 'en', ru: 'ru', zh: 'zh_CN' } as const satisfies Record<Locale, string>;

/** Languages that a code may be sent in, the person's own first. */
export const codeLanguagesOf = (locale: Locale): readonly string[] => [
  ...new Set([languages[locale], languages.en]),
];

/** WhatsApp writes the words itself; the button copies the code. [Authentication templates with copy code buttons] */
const codeTemplateIn = (language: string): MessageTemplate => ({
  name: codeTemplateName,
  language,
  category: 'AUTHENTICATION',
  message_send_ttl_seconds: codeMinutes * 60,
  components: [
    { type: 'BODY', add_security_recommendation: true },
    { type: 'FOOTER', code_expiration_minutes: codeMinutes },
    { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE' }] },
  ],
});

/** All that Atlas sends by. */
export const messageTemplates: readonly MessageTemplate[] = [
  noticeTemplate,
  ...Object.values(languages).map(codeTemplateIn),
];
