import type { ChannelMessage, InlineButton } from '@atlas/shared/ports';
import { codeTemplateName, noticeTemplate } from '@atlas/shared/whatsapp';

/** `{type, [type]: …}` of the Cloud API. */
export type WhatsappContent = { type: string } & Record<string, unknown>;

const limits = { text: 4096, body: 1024, buttons: 3, buttonTitle: 20, rows: 10, rowTitle: 24 } as const;

type Choice = { id: string; title: string };

const cut = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max - 1).trimEnd()}…`;

/** A page of ours can't be opened from here as who one is: the bot answers this button with a link that can. */
const openId = (address: string): string => {
  const screen = new URL(address).searchParams.get('screen');
  return screen ? `open:${screen}` : 'open';
};

const toChoice = (button: InlineButton): Choice[] => {
  if ('callbackData' in button) return [{ id: button.callbackData, title: button.text }];
  return 'webAppUrl' in button ? [{ id: openId(button.webAppUrl), title: button.text }] : [];
};

const areButtons = (choices: readonly Choice[]): boolean =>
  choices.length <= limits.buttons &&
  choices.every(({ title }) => title.length <= limits.buttonTitle) &&
  new Set(choices.map(({ title }) => title)).size === choices.length;

/** What is sent within the 24 hours: always one message, so that it is sent or not. */
export const freeForm = ({ text, buttons = [] }: ChannelMessage): WhatsappContent => {
  const all = buttons.flat();
  const links = all.flatMap((button) => ('url' in button ? [`${button.text}: ${button.url}`] : []));
  const body = cut([text, ...links].join('\n\n'), limits.text);
  const choices = all.flatMap(toChoice).slice(0, limits.rows);
  if (choices.length === 0) return { type: 'text', text: { body, preview_url: false } };
  const action =
    areButtons(choices) && body.length <= limits.body
      ? { type: 'button', action: { buttons: choices.map((reply) => ({ type: 'reply', reply })) } }
      : {
          type: 'list',
          action: {
            button: '…',
            sections: [
              { rows: choices.map(({ id, title }) => ({ id, title: cut(title, limits.rowTitle) })) },
            ],
          },
        };
  return { type: 'interactive', interactive: { ...action, body: { text: body } } };
};

/** Room for what surrounds the parameter. */
const maxParameterLength = 900;

/** What is sent after the 24 hours. A parameter holds one line. */
export const asTemplate = ({ text }: ChannelMessage): WhatsappContent => ({
  type: 'template',
  template: {
    name: noticeTemplate.name,
    language: { code: noticeTemplate.language },
    components: [
      {
        type: 'body',
        parameters: [{ type: 'text', text: cut(text.replace(/\s+/g, ' ').trim(), maxParameterLength) }],
      },
      {
        type: 'button',
        sub_type: 'quick_reply',
        index: '0',
        parameters: [{ type: 'payload', payload: 'open' }],
      },
    ],
  },
});

/** A code goes into the words that WhatsApp has for it, and under the button that copies it. */
export const asCode = (code: string, language: string): WhatsappContent => {
  const parameters = [{ type: 'text', text: code }];
  return {
    type: 'template',
    template: {
      name: codeTemplateName,
      language: { code: language },
      components: [
        { type: 'body', parameters },
        { type: 'button', sub_type: 'url', index: '0', parameters },
      ],
    },
  };
};
