/** A header of a mail as it went over the wire; undefined where there is none. */
export const headerOf = (raw: string, name: string): string | undefined =>
  new RegExp(`^${name}: (.*)$`, 'im').exec(raw.split('\r\n\r\n')[0]?.replace(/\r\n[ \t]+/g, ' ') ?? '')?.[1];

/** The text of a mail of one part, out of its transfer encoding. */
export const bodyOf = (raw: string): string => {
  const body = raw.slice(raw.indexOf('\r\n\r\n') + 4).trim();
  if (/base64/i.test(headerOf(raw, 'Content-Transfer-Encoding') ?? ''))
    return Buffer.from(body, 'base64').toString('utf8');
  const bytes = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => `%${hex}`);
  return decodeURIComponent(bytes);
};
