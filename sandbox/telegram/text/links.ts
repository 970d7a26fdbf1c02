/** Names of this machine: what a public messenger could not reach, and a messenger on a desk must. */
export const isLoopbackHost = (host: string): boolean =>
  /^(?:[^.]+\.)*localhost$/i.test(host) || /^127\.\d+\.\d+\.\d+$/.test(host) || host === '[::1]';

export type ParsedUrl = {
  protocol: 'http' | 'https';
  userinfo: string;
  host: string;
  port: number;
  specifiedPort: number;
  path: string;
};

/** A link that can't be used, in Telegram's words. */
export class LinkError extends Error {
  override name = 'LinkError';
}

const portOf = (text: string): number => {
  const port = /^0*(\d+)$/.exec(text)?.[1];
  if (!port || Number(port) === 0 || Number(port) > 65_535)
    throw new LinkError('Wrong port number specified in the URL');
  return Number(port);
};

/** `[https?://][userinfo@]host[:port][/path]`, as leniently as Telegram's own parser. @throws LinkError */
export const parseUrl = (url: string, fallback: 'http' | 'https' = 'http'): ParsedUrl => {
  const scheme = /^([^:/?#@[\]]*):\/\//.exec(url);
  const protocol = scheme ? scheme[1]?.toLowerCase() : fallback;
  if (protocol !== 'http' && protocol !== 'https') throw new LinkError('Unsupported URL protocol');
  const rest = url.slice(scheme?.[0].length ?? 0);
  const authority = /^[^/?#]*/.exec(rest)?.[0] ?? '';
  const withPort = /^(.*):([^\]@:]*)$/.exec(authority);
  const specifiedPort = withPort?.[2] === undefined ? 0 : portOf(withPort[2]);
  const beforePort = withPort?.[1] ?? authority;
  const at = beforePort.lastIndexOf('@');
  const host = beforePort.slice(at + 1).toLowerCase();
  if (!host) throw new LinkError('URL host is empty');
  if (host === '.') throw new LinkError('Host is invalid');
  const tail = rest.slice(authority.length).trimEnd() || '/';
  return {
    protocol,
    userinfo: at < 0 ? '' : beforePort.slice(0, at),
    host,
    port: specifiedPort || (protocol === 'https' ? 443 : 80),
    specifiedPort,
    path: tail.startsWith('/') ? tail : `/${tail}`,
  };
};

const write = ({ protocol, userinfo, host, specifiedPort, path }: ParsedUrl): string =>
  `${protocol}://${userinfo ? `${userinfo}@` : ''}${host}${specifiedPort ? `:${specifiedPort}` : ''}${path}`;

const checkAppLink = (link: string): string => {
  const [, scheme = '', rest = ''] = /^(tg|ton|tonsite):(?:\/\/)?(.*)$/is.exec(link) ?? [];
  const host = /^[^/?#]*/.exec(rest)?.[0] ?? '';
  if (!host) throw new LinkError('URL host is empty');
  if (!/^[a-z0-9_.-]+$/i.test(host)) throw new LinkError('Unallowed characters in URL host');
  return `${scheme.toLowerCase()}://${rest}`;
};

/**
 * A link as Telegram would keep it. Hosts need a dot, except this machine's own names; `webOnly` refuses `tg:` links,
 * `secureOnly` plain http too, save to this machine, as Telegram's test environment does.
 *
 * @throws LinkError
 */
export const checkLink = (link: string, { webOnly = false, secureOnly = false } = {}): string => {
  if (/^(tg|ton|tonsite):/i.test(link)) {
    if (secureOnly) throw new LinkError('Only HTTPS links are allowed');
    if (webOnly) throw new LinkError('Only HTTP links are allowed');
    return checkAppLink(link);
  }
  const url = parseUrl(link);
  const isLocal = isLoopbackHost(url.host);
  if (secureOnly && url.protocol !== 'https' && !isLocal) throw new LinkError('Only HTTPS links are allowed');
  if (!url.host.includes('.') && !url.host.startsWith('[') && !isLocal) throw new LinkError('Wrong HTTP URL');
  return write(url);
};

/** The user a `tg://user?id=…` link means. */
export const linkedUserId = (link: string): number | undefined => {
  const id = /^tg:(?:\/\/)?user\/?\?id=(\d{1,16})$/i.exec(link)?.[1];
  return id && Number(id) > 0 ? Number(id) : undefined;
};
