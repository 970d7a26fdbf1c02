/**
 * What Telegram signs: `key=value` lines in byte order of their keys, joined by LF. Keys are ASCII, so the order of
 * code units is the order of bytes. [Telegram Mini Apps, "Validating data received via the Mini App"]
 */
export const checkString = (fields: ReadonlyMap<string, string>, without: readonly string[]): string => {
  const lines: string[] = [];
  for (const key of [...fields.keys()].sort()) {
    if (!without.includes(key)) lines.push(`${key}=${fields.get(key)}`);
  }
  return lines.join('\n');
};
