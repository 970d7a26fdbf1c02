import { GraphError } from '../graph-error.ts';
import type { NewTemplate, TemplateComponent } from './template-body.ts';

/** A template that WhatsApp does not take. [Template creation errors] */
export const invalidTemplate = (subcode: number, details: string): GraphError =>
  new GraphError(400, {
    message: 'Invalid parameter',
    type: 'OAuthException',
    code: 100,
    error_subcode: subcode,
    error_data: { messaging_product: 'whatsapp', details },
  });

/** Subcodes of code 100. */
const subcodes = { format: 2388043, buttons: 2388042, placeholders: 2388299, ttl: 2388293 } as const;

/** A code is of no use after so long. [Time-to-live of authentication templates] */
const longestCodeTtlSeconds = 900;

const codeComponents: ReadonlySet<string> = new Set(['BODY', 'FOOTER', 'BUTTONS']);

/** WhatsApp has the words itself: nothing may be said besides, and one button copies the code. */
const assertCode = ({ components, message_send_ttl_seconds: ttlSeconds = 600 }: NewTemplate): void => {
  const refuse = (why: string, subcode: number = subcodes.format): never => {
    throw invalidTemplate(subcode, why);
  };
  for (const { type, text } of components) {
    if (!codeComponents.has(type)) refuse(`Authentication templates have no ${type}`);
    if (text !== undefined) refuse(`${type} of an authentication template takes no text of yours`);
  }
  const one = (type: string) => components.filter((component) => component.type === type);
  if (one('BODY').length !== 1) refuse('An authentication template has a BODY');
  const [{ buttons = [] } = {}, ...more] = one('BUTTONS');
  const [button] = buttons;
  if (more.length > 0 || buttons.length !== 1 || button?.type !== 'OTP')
    refuse('An authentication template has one button, of type OTP', subcodes.buttons);
  if (button?.otp_type !== 'COPY_CODE') refuse('supported_apps are needed', subcodes.buttons);
  if (ttlSeconds > longestCodeTtlSeconds) refuse('message_send_ttl_seconds is 30 to 900', subcodes.ttl);
};

const placeholder = /\{\{\d+\}\}/g;

const assertBody = ({ text = '', example }: TemplateComponent): void => {
  const count = new Set(text.match(placeholder)).size;
  if (/^\s*\{\{\d+\}\}|\{\{\d+\}\}\s*$/.test(text))
    throw invalidTemplate(subcodes.placeholders, "Variables can't be at the start or end of the template");
  const [given] = (example as { body_text?: unknown[][] } | undefined)?.body_text ?? [];
  if (count > 0 && given?.length !== count)
    throw invalidTemplate(subcodes.format, 'Message template components are missing expected field example');
};

const assertWords = ({ components }: NewTemplate): void => {
  const body = components.find(({ type }) => type === 'BODY');
  if (!body?.text) throw invalidTemplate(subcodes.format, 'A template has a BODY with text');
  assertBody(body);
  const buttons = components.flatMap((component) => component.buttons ?? []);
  if (buttons.some(({ type }) => type === 'OTP'))
    throw invalidTemplate(subcodes.buttons, 'OTP buttons are for authentication templates');
};

/** What a template's category asks of it. @throws GraphError 100 */
export const assertTakeable = (template: NewTemplate): void =>
  template.category === 'AUTHENTICATION' ? assertCode(template) : assertWords(template);
