import { refusal } from '../graph-error.ts';
import type { Template } from '../messages/message-body.ts';
import type { Content } from '../messages/messages.ts';
import type { StoredTemplate } from './templates.ts';

const maxCodeLength = 15;
const placeholder = /\{\{(\d+)\}\}/g;

const countOf = (text: string): number => new Set([...text.matchAll(placeholder)].map(([, n]) => n)).size;

const fill = (text: string, values: readonly string[]): string =>
  text.replace(placeholder, (_all, n: string) => values[Number(n) - 1] ?? '');

const textsOf = (component: Template['components'][number] | undefined): string[] =>
  (component?.parameters ?? []).map(({ type, text }) => {
    if (type !== 'text' || text === undefined) throw refusal(132012, `${component?.type}: expected text`);
    return text;
  });

const checkCount = (where: string, given: number, expected: number) => {
  if (given !== expected)
    throw refusal(
      132000,
      `${where}: number of localizable_params (${given}) does not match the expected number of params (${expected})`,
    );
};

const partOf = (template: StoredTemplate, type: string) =>
  template.components.find((component) => component.type === type);

const givenFor = (sent: Template, type: string, index?: number) =>
  sent.components.find(
    (component) =>
      component.type.toUpperCase() === type && (index === undefined || Number(component.index) === index),
  );

/** Fixed words around a code that two parameters carry: the text's and the button's. */
const renderCode = (template: StoredTemplate, sent: Template): Content => {
  const inText = textsOf(givenFor(sent, 'BODY'));
  const inButton = textsOf(givenFor(sent, 'BUTTON', 0));
  checkCount('body', inText.length, 1);
  checkCount('button', inButton.length, 1);
  const code = inText[0] as string;
  if (code !== inButton[0] || code.length > maxCodeLength || !/^[A-Za-z0-9]+$/.test(code))
    throw refusal(132012, 'body and button take the same code, of at most 15 characters');
  const minutes = partOf(template, 'FOOTER')?.code_expiration_minutes;
  const [button] = partOf(template, 'BUTTONS')?.buttons ?? [];
  const isRecommending = partOf(template, 'BODY')?.add_security_recommendation;
  return {
    text: `${code} is your verification code.${isRecommending ? ' For your security, do not share this code.' : ''}`,
    ...(minutes ? { footer: `This code expires in ${minutes} minutes.` } : {}),
    copyCode: { title: button?.text ?? 'Copy code', code },
  };
};

const renderWords = (template: StoredTemplate, sent: Template): Content => {
  const body = partOf(template, 'BODY')?.text ?? '';
  const values = textsOf(givenFor(sent, 'BODY'));
  checkCount('body', values.length, countOf(body));
  const content: Content = { text: fill(body, values) };
  const footer = partOf(template, 'FOOTER')?.text;
  if (footer) content.footer = footer;
  for (const [index, button] of (partOf(template, 'BUTTONS')?.buttons ?? []).entries()) {
    const title = button.text ?? '';
    if (button.type === 'QUICK_REPLY') {
      const payload = givenFor(sent, 'BUTTON', index)?.parameters[0]?.payload;
      content.buttons = [
        ...(content.buttons ?? []),
        { id: typeof payload === 'string' ? payload : title, title },
      ];
    } else if (button.type === 'URL') {
      const url = button.url ?? '';
      const given = textsOf(givenFor(sent, 'BUTTON', index));
      checkCount('button', given.length, countOf(url));
      content.link = { title, url: fill(url, given) };
    }
  }
  return content;
};

/** What the person sees of a template. @throws GraphError 132000, 132012 */
export const renderTemplate = (template: StoredTemplate, sent: Template): Content =>
  template.category === 'AUTHENTICATION' ? renderCode(template, sent) : renderWords(template, sent);
