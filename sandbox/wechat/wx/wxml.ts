import { XMLParser } from 'fast-xml-parser';

/** An element as it is on the screen. */
export type Element = { name: string; attributes: Record<string, string>; children: (Element | string)[] };

type Node = Record<string, unknown>;
type Data = Record<string, unknown>;

const attributesKey = ':@';
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  allowBooleanAttributes: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
});

/** `{{a.b}}` and `{{!a.b}}`: what the sandbox reads of WXML's expressions. @throws Error for anything else */
const evaluate = (expression: string, data: Data): unknown => {
  const found = /^(!?)([A-Za-z_][\w.]*)$/.exec(expression.trim());
  if (!found) throw new Error(`The sandbox reads no such expression: {{${expression}}}`);
  const [, not, path = ''] = found;
  const value = path.split('.').reduce<unknown>((at, name) => (at as Data | undefined)?.[name], data);
  return not ? !value : value;
};

const fill = (text: string, data: Data): string =>
  text.replace(/\{\{(.*?)\}\}/g, (_, expression: string) => String(evaluate(expression, data) ?? ''));

const isTrue = (condition: string, data: Data): boolean => {
  const whole = /^\{\{(.*)\}\}$/.exec(condition)?.[1];
  return Boolean(whole === undefined ? condition : evaluate(whole, data));
};

const known = new Set(['wx:if', 'wx:elif', 'wx:else']);

/** Whether an element of a chain of `wx:if` is shown; `before` says whether one of the chain was. */
const choose = (attributes: Record<string, string>, before: boolean, data: Data): boolean => {
  for (const name of Object.keys(attributes))
    if (name.startsWith('wx:') && !known.has(name)) throw new Error(`The sandbox reads no ${name}`);
  const { 'wx:if': first, 'wx:elif': next } = attributes;
  if (first !== undefined) return isTrue(first, data);
  if (next !== undefined) return !before && isTrue(next, data);
  return 'wx:else' in attributes ? !before : true;
};

const render = (nodes: readonly Node[], data: Data): (Element | string)[] => {
  const shown: (Element | string)[] = [];
  let before = false;
  for (const { [attributesKey]: given = {}, ...node } of nodes) {
    const [name = '', children] = Object.entries(node)[0] ?? [];
    if (name === '#text') {
      shown.push(fill(String(children), data));
      continue;
    }
    const attributes = given as Record<string, string>;
    const isShown = choose(attributes, before, data);
    before = 'wx:if' in attributes ? isShown : before || isShown;
    if (!isShown) continue;
    const filled = Object.entries(attributes).filter(([key]) => !known.has(key));
    shown.push({
      name,
      attributes: Object.fromEntries(filled.map(([key, value]) => [key, fill(String(value), data)])),
      children: render(children as Node[], data),
    });
  }
  return shown;
};

/** Reads a page's WXML; the result renders it with the page's data. */
export const readWxml = (wxml: string): ((data: Data) => (Element | string)[]) => {
  // WXML may have several roots, XML one.
  const [page] = parser.parse(`<page>${wxml}</page>`, { allowBooleanAttributes: true }) as [Node];
  const nodes = page.page as Node[];
  return (data) => render(nodes, data);
};

/** Every element, outer ones first. */
export const elementsOf = (shown: readonly (Element | string)[]): Element[] =>
  shown.flatMap((one) => (typeof one === 'string' ? [] : [one, ...elementsOf(one.children)]));

export const textOf = (shown: readonly (Element | string)[]): string =>
  shown
    .map((one) => (typeof one === 'string' ? one : textOf(one.children)))
    .filter((text) => text !== '')
    .join('\n');
