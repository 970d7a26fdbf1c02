import { SaxesParser } from 'saxes';
import { WechatCallbackError } from './callback-cipher.ts';

/** Text, the elements inside by name, or several of one name. */
export type XmlValue = string | XmlElements | readonly XmlValue[];
export type XmlElements = { readonly [name: string]: XmlValue };

const maxCharacters = 64 * 1024;
const maxDepth = 8;

type Open = { name: string; text: string; children: Map<string, XmlValue[]> };

const toValue = ({ text, children }: Open): XmlValue => {
  if (children.size === 0) return text;
  return Object.fromEntries(
    [...children].map(([name, values]) => [name, values.length === 1 ? (values[0] as XmlValue) : values]),
  );
};

/**
 * What stands in `<xml>…</xml>`, CDATA or plain text alike. No document type, so no entities but XML's own five; no
 * processing instructions; 64 K characters and 8 elements deep at the most.
 * @throws WechatCallbackError
 */
export const parseXml = (document: string): XmlElements => {
  if (document.length > maxCharacters) throw new WechatCallbackError('XML too long');
  const parser = new SaxesParser({ xmlns: false, position: false });
  const refuse = (why: string) => () => {
    throw new WechatCallbackError(why);
  };
  const open: Open[] = [];
  let root: XmlValue | undefined;
  const addText = (text: string) => {
    const element = open.at(-1);
    if (element) element.text += text;
  };

  parser.on('error', refuse('not well-formed'));
  parser.on('doctype', refuse('a document type'));
  parser.on('processinginstruction', refuse('a processing instruction'));
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('opentag', ({ name }) => {
    if (open.length >= maxDepth) throw new WechatCallbackError('XML too deep');
    open.push({ name, text: '', children: new Map() });
  });
  parser.on('closetag', () => {
    const closed = open.pop() as Open;
    const parent = open.at(-1);
    const value = toValue(closed);
    if (!parent) root = closed.name === 'xml' ? value : undefined;
    else parent.children.set(closed.name, [...(parent.children.get(closed.name) ?? []), value]);
  });
  parser.write(document).close();

  if (typeof root !== 'object') throw new WechatCallbackError('no <xml>');
  return root as XmlElements;
};

/** Characters that no XML document can hold, whatever the escape. [XML 1.0, 2.2] */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unspeakable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

/** `]]>` ends a CDATA section; it goes on in the next one. */
const writeText = (text: string): string =>
  `<![CDATA[${text.replace(unspeakable, '').replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;

const writeElement = (name: string, value: XmlValue | number): string => {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new RangeError(`no name of an element: ${name}`);
  if (Array.isArray(value)) return value.map((each: XmlValue) => writeElement(name, each)).join('');
  const inside =
    typeof value === 'number'
      ? String(value)
      : typeof value === 'string'
        ? writeText(value)
        : Object.entries(value)
            .map(([key, each]) => writeElement(key, each))
            .join('');
  return `<${name}>${inside}</${name}>`;
};

/** `<xml>` with text as CDATA and numbers plain, as WeChat's own examples have it. */
export const writeXml = (elements: Readonly<Record<string, XmlValue | number>>): string =>
  `<xml>${Object.entries(elements)
    .map(([name, value]) => writeElement(name, value))
    .join('')}</xml>`;
