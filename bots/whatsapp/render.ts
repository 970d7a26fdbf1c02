import type { Locale } from '@atlas/shared/wire';
import {
  type Localise,
  plain,
  type Reply,
  type ReplyBlock,
  type ReplyButton,
  type Span,
} from '../dialogue/index.ts';
import type { AppAddress } from '../link-app.ts';

/** `{type, [type]: …}` of the Cloud API. */
export type WhatsappContent = { type: string } & Record<string, unknown>;

const limits = {
  text: 4096,
  body: 1024,
  listBody: 4096,
  buttons: 3,
  buttonTitle: 20,
  rows: 10,
  rowTitle: 24,
  rowDescription: 72,
  linkTitle: 20,
} as const;

/** Cuts between what people see as characters. */
const cut = (text: string, max: number): string => {
  if (text.length <= max) return text;
  let end = 0;
  for (const { index, segment } of new Intl.Segmenter().segment(text)) {
    if (index + segment.length > max - 1) break;
    end = index + segment.length;
  }
  return `${text.slice(0, end).trimEnd()}…`;
};

/** WhatsApp has no way to escape its marks: a text that has them stays as it is. */
const renderSpan = (span: Span): string => {
  if (typeof span === 'string') return span;
  const isMarkable = span.strong.trim() === span.strong && /^[^*\n]+$/.test(span.strong);
  return isMarkable ? `*${span.strong}*` : span.strong;
};

type Callback = { id: string; title: string };
type Link = { title: string; url: string };

/** Parts of a message that has more than one message has room for. */
const inChunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));

const text = (body: string): WhatsappContent => ({
  type: 'text',
  text: { body: cut(body, limits.text), preview_url: false },
});

const buttons = (body: string, callbacks: readonly Callback[]): WhatsappContent => ({
  type: 'interactive',
  interactive: {
    type: 'button',
    body: { text: body },
    action: { buttons: callbacks.map((reply) => ({ type: 'reply', reply })) },
  },
});

/** What a row has no room for goes on in its second line. */
const toRow = ({ id, title }: Callback) =>
  title.length <= limits.rowTitle
    ? { id, title }
    : { id, title: cut(title, limits.rowTitle), description: cut(title, limits.rowDescription) };

const list = (body: string, button: string, callbacks: readonly Callback[]): WhatsappContent => ({
  type: 'interactive',
  interactive: {
    type: 'list',
    body: { text: body },
    action: { button: cut(button, limits.buttonTitle), sections: [{ rows: callbacks.map(toRow) }] },
  },
});

const link = (body: string, { title, url }: Link): WhatsappContent => ({
  type: 'interactive',
  interactive: {
    type: 'cta_url',
    body: { text: body },
    action: {
      name: 'cta_url',
      parameters: { display_text: cut(title, limits.linkTitle), url },
    },
  },
});

const areButtons = (callbacks: readonly Callback[]): boolean =>
  callbacks.length <= limits.buttons &&
  callbacks.every(({ title }) => title.length <= limits.buttonTitle) &&
  new Set(callbacks.map(({ title }) => title)).size === callbacks.length;

/**
 * Gives replies WhatsApp's form: one message, or several where one has no room. Up to three short buttons are buttons,
 * more or longer ones a list of ten rows; each link is a message of its own, because WhatsApp mixes them with nothing.
 */
export const createRenderer = ({ localise }: { localise: Localise }) => {
  const line = (locale: Locale, said: Parameters<Localise>[1]): string =>
    localise(locale, said).map(renderSpan).join('');
  const renderBlock = (locale: Locale, block: ReplyBlock): string =>
    'paragraph' in block
      ? line(locale, block.paragraph)
      : block.list.map((item) => `• ${line(locale, item)}`).join('\n');

  return (
    reply: Pick<Reply, 'blocks' | 'buttons' | 'notice'>,
    locale: Locale,
    appAddress: AppAddress,
  ): WhatsappContent[] => {
    const word = (key: 'chat.choose' | 'chat.open'): string => plain(localise(locale, { key }));
    const titleOf = (button: ReplyButton): string => plain(localise(locale, button.label));
    const all = reply.buttons.flat();
    const callbacks = all.flatMap((button) =>
      'callback' in button ? [{ id: button.callback, title: titleOf(button) }] : [],
    );
    const links = all.flatMap((button): Link[] => {
      if ('callback' in button) return [];
      return [{ title: titleOf(button), url: 'url' in button ? button.url : appAddress(button.openApp) }];
    });
    // Nothing to show but a word beside a button: that word is the answer.
    const said =
      reply.blocks.length === 0 && reply.notice
        ? line(locale, reply.notice)
        : reply.blocks.map((block) => renderBlock(locale, block)).join('\n\n');
    if (said === '') return [];

    // Under a heading only: what is asked for is the first of them, where there is room beside it.
    const parts: ((body: string) => WhatsappContent)[] = areButtons(callbacks)
      ? callbacks.length > 0
        ? [(body) => buttons(body, callbacks)]
        : []
      : inChunks(callbacks, limits.rows).map((rows) => (body) => list(body, word('chat.choose'), rows));
    const headings = parts.map(() => word('chat.choose'));
    for (const one of links) {
      parts.push((body) => link(body, one));
      headings.push(word('chat.open'));
    }
    const [first, ...rest] = parts;
    const fits = said.length <= limits.body;
    if (!first) return [text(said)];
    return [
      ...(fits ? [first(said)] : [text(said), first(headings[0] ?? '')]),
      ...rest.map((part, n) => part(headings[n + 1] ?? '')),
    ];
  };
};
export type Render = ReturnType<typeof createRenderer>;
