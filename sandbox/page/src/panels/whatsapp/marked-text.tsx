import type { ReactNode } from 'react';

/** WhatsApp's marks, each around words that neither begin nor end with a space; and addresses. */
const markForm =
  /```([^`]+)```|`([^`\n]+)`|(?<![\p{L}\p{N}])(?:\*(\S(?:[^*\n]*\S)?)\*|_(\S(?:[^_\n]*\S)?)_|~(\S(?:[^~\n]*\S)?)~)(?![\p{L}\p{N}])|(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/gu;

type Props = { text: string; openPage: (url: string) => void };

const renderMark = (
  [whole, block, code, strong, emphasis, struck, url]: RegExpExecArray,
  key: number,
  openPage: Props['openPage'],
): ReactNode => {
  if (block !== undefined || code !== undefined) return <code key={key}>{block ?? code}</code>;
  if (strong !== undefined) return <strong key={key}>{strong}</strong>;
  if (emphasis !== undefined) return <em key={key}>{emphasis}</em>;
  if (struck !== undefined) return <s key={key}>{struck}</s>;
  return (
    <a
      key={key}
      href={url}
      onClick={(event) => {
        event.preventDefault();
        openPage(url ?? whole);
      }}
    >
      {url}
    </a>
  );
};

/** A text as WhatsApp shows it: `*bold*`, `_italic_`, `~struck~`, code, and links. */
export const MarkedText = ({ text, openPage }: Props) => {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const match of text.matchAll(markForm)) {
    parts.push(text.slice(end, match.index), renderMark(match, match.index, openPage));
    end = match.index + match[0].length;
  }
  return (
    <>
      {parts}
      {text.slice(end)}
    </>
  );
};
