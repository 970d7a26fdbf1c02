import type { ReactNode } from 'react';

type Props = { text: string; openPage: (url: string) => void };

const linkIn = (node: ChildNode): string | undefined =>
  node instanceof Element && node.localName === 'a' ? (node.getAttribute('href') ?? undefined) : undefined;

/** A text as WeChat shows it: `<a href="…">` is a link, and nothing else is markup. */
export const LinkedText = ({ text, openPage }: Props) => {
  const { body } = new DOMParser().parseFromString(text.replaceAll('\n', '&#10;'), 'text/html');
  return (
    <>
      {[...body.childNodes].map((node, index): ReactNode => {
        const url = linkIn(node);
        if (url === undefined) return node.textContent;
        return (
          <a
            // biome-ignore lint/suspicious/noArrayIndexKey: a text's places never change
            key={index}
            href={url}
            data-opens="page"
            onClick={(event) => {
              event.preventDefault();
              openPage(url);
            }}
          >
            {node.textContent}
          </a>
        );
      })}
    </>
  );
};
