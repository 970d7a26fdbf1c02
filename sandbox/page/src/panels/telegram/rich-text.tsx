import { createElement, type ReactNode, useState } from 'react';
import { useText } from '../../text/use-text.tsx';

const plain = new Set([
  'b',
  'strong',
  'i',
  'em',
  'u',
  'ins',
  's',
  'strike',
  'del',
  'code',
  'pre',
  'blockquote',
  'br',
]);
const linkSchemes = new Set(['http:', 'https:', 'mailto:', 'tel:', 'tg:']);

const safeHref = (href: string | null): string | undefined =>
  href && URL.canParse(href) && linkSchemes.has(new URL(href).protocol) ? href : undefined;

const isSpoiler = (element: Element) =>
  element.localName === 'tg-spoiler' || element.classList.contains('tg-spoiler');

const renderElement = (element: Element, key: number): ReactNode => {
  if (element.localName === 'br') return <br key={key} />;
  const children = renderAll(element.childNodes);
  if (isSpoiler(element)) return <Spoiler key={key}>{children}</Spoiler>;
  if (element.localName === 'a') {
    const href = safeHref(element.getAttribute('href'));
    return href ? (
      <a key={key} href={href} target="_blank" rel="noopener noreferrer">
        {children}
      </a>
    ) : (
      children
    );
  }
  return plain.has(element.localName) ? createElement(element.localName, { key }, children) : children;
};

const renderAll = (nodes: NodeListOf<ChildNode>): ReactNode[] =>
  [...nodes].map((node, index) => (node instanceof Element ? renderElement(node, index) : node.textContent));

const Spoiler = ({ children }: { children: ReactNode }) => {
  const { t } = useText();
  const [isShown, setShown] = useState(false);
  if (isShown) return <span>{children}</span>;
  return (
    <button type="button" className="spoiler" aria-label={t('showSpoiler')} onClick={() => setShown(true)}>
      <span aria-hidden="true">{children}</span>
    </button>
  );
};

/**
 * A message's entities. The sandbox already escaped them; they are parsed and built anew from Telegram's tags all the
 * same, so that no attribute or element beyond these can reach the page.
 */
export const RichText = ({ html }: { html: string }) => {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  return <>{renderAll(parsed.body.childNodes)}</>;
};
