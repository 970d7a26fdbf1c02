import type { Locale } from '@atlas/shared/wire';
import { type Localise, plain, type Reply, type ReplyBlock, type ReplyButton } from '../dialogue/index.ts';
import type { AppAddress } from '../link-app.ts';

/** A reply in WeChat: a text, once the number of its first choice is known. */
export type Rendered = {
  /** What choices say when they are made, in their order. */
  choices: readonly string[];
  text: (firstNumber: number) => string;
};

/** Of a customer service text, in UTF-8. [Customer service messages] */
const maxBytes = 2048;

/** WeChat has one mark, a link, and no way to escape it. */
export const unmarked = (text: string): string => text.replaceAll('<', '＜');

const bytesOf = (text: string): number => Buffer.byteLength(text);

/** Cuts between what people see as characters. */
const cutTo = (text: string, bytes: number): string => {
  if (bytesOf(text) <= bytes) return text;
  const kept: string[] = [];
  let left = bytes - bytesOf('…');
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    left -= bytesOf(segment);
    if (left < 0) break;
    kept.push(segment);
  }
  return `${kept.join('').trimEnd()}…`;
};

/**
 * Gives replies WeChat's form: always one message, because a person's message allows five. Choices have numbers to answer
 * with; what opens a page is a link in the text. Where all has no room, the words above are cut and the choices stay.
 * To whom nobody knows it is said in several languages, one after the other.
 */
export const createRenderer = ({ localise }: { localise: Localise }) => {
  const line = (locale: Locale, said: Parameters<Localise>[1]): string =>
    unmarked(plain(localise(locale, said)));
  const renderBlock = (locale: Locale, block: ReplyBlock): string =>
    'paragraph' in block
      ? line(locale, block.paragraph)
      : block.list.map((item) => `• ${line(locale, item)}`).join('\n');

  /** A label or a line beside it, in all languages at once. */
  const short = (locales: readonly Locale[], said: Parameters<Localise>[1]): string =>
    [...new Set(locales.map((locale) => line(locale, said)))].join(' / ');

  const linkOf = (locales: readonly Locale[], button: ReplyButton, appAddress: AppAddress): string[] => {
    if ('callback' in button) return [];
    const address = 'url' in button ? button.url : appAddress(button.openApp);
    return [`<a href="${new URL(address).href}">${short(locales, button.label)}</a>`];
  };

  return (
    reply: Pick<Reply, 'blocks' | 'buttons' | 'notice'>,
    locales: readonly Locale[],
    appAddress: AppAddress,
  ): Rendered | null => {
    const all = reply.buttons.flat();
    const callbacks = all.flatMap((button) => ('callback' in button ? [button] : []));
    const links = all.flatMap((button) => linkOf(locales, button, appAddress));
    // Nothing to show but a word beside a button: that word is the answer.
    const { notice } = reply;
    const said =
      reply.blocks.length === 0 && notice
        ? locales.map((locale) => line(locale, notice)).join('\n')
        : locales.flatMap((locale) => reply.blocks.map((block) => renderBlock(locale, block))).join('\n\n');
    if (said === '') return null;

    const text = (first: number): string => {
      const choices = callbacks.map(({ label }, n) => `【${first + n}】${short(locales, label)}`);
      const asked = choices.length > 0 ? [short(locales, { key: 'chat.number' }), ...choices].join('\n') : '';
      const rest = [...(asked ? [asked] : []), ...links].join('\n\n');
      if (!rest) return cutTo(said, maxBytes);
      return `${cutTo(said, maxBytes - bytesOf(rest) - 2)}\n\n${rest}`;
    };
    return { choices: callbacks.map(({ callback }) => callback), text };
  };
};
export type Render = ReturnType<typeof createRenderer>;
