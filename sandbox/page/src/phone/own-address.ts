const isDesk = ({ hostname, port }: URL): boolean =>
  port === location.port && [location.hostname, 'localhost', '127.0.0.1', '[::1]'].includes(hostname);

/**
 * Where a link of the chat leads on this person's phone: pages of Atlas on the person's own origin, so that their browser
 * is not the next one's. Undefined for what the desk can't show: it has no network.
 */
export const ownAddress = (url: string, origin: string): string | undefined => {
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  if (parsed.origin === origin) return url;
  return isDesk(parsed) ? origin + parsed.pathname + parsed.search + parsed.hash : undefined;
};
