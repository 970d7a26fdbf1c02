import { XMLParser } from 'fast-xml-parser';

/** What an element holds: text, a number, elements, or several of its name. */
export type XmlValue = string | number | XmlFields | readonly XmlFields[];
export type XmlFields = { readonly [name: string]: XmlValue };

/** `]]>` can't stand in CDATA: it is told in two of them. */
const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;

const element = (name: string, value: XmlValue): string => {
  if (Array.isArray(value)) return value.map((one: XmlFields) => element(name, one)).join('');
  const inner =
    typeof value === 'string'
      ? cdata(value)
      : typeof value === 'number'
        ? value
        : toElements(value as XmlFields);
  return `<${name}>${inner}</${name}>`;
};
const toElements = (fields: XmlFields): string =>
  Object.entries(fields)
    .map(([name, value]) => element(name, value))
    .join('');

/** `<xml>…</xml>` as WeChat writes it: text in CDATA, numbers bare. */
export const toXml = (fields: XmlFields): string => `<xml>${toElements(fields)}</xml>`;

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  processEntities: true,
  trimValues: true,
});

/** Elements of an answer's `<xml>`, as text or further elements; null for what is no such thing. */
export const fromXml = (text: string): Record<string, unknown> | null => {
  if (/<!DOCTYPE/i.test(text)) return null;
  try {
    const { xml } = parser.parse(text, true) as { xml?: unknown };
    return typeof xml === 'object' && xml !== null && !Array.isArray(xml)
      ? (xml as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
};
