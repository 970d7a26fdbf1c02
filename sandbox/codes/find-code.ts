const bound = /^@\S+ #([A-Za-z0-9]{4,10})\b/;
const onItsOwnLine = /^\s*(\d{6})\s*$/m;
const anywhere = /(?<![\d#+])(\d{6})(?!\d)/;

/**
 * The one-time code in a text, as a phone finds it: in the last line when that binds it to a site, else on a line of
 * its own, else the first six digits that stand alone. [WICG, origin-bound one-time codes]
 */
export const findCode = (text: string): string | null => {
  const lastLine = text.trimEnd().split('\n').at(-1) ?? '';
  return (bound.exec(lastLine) ?? onItsOwnLine.exec(text) ?? anywhere.exec(text))?.[1] ?? null;
};
