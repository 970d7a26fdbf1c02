import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6, SocketAddress } from 'node:net';

const unmapped = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');

/** Eight groups of an IPv6 address, so that its /64 can be named. */
const expand = (address: string): string[] => {
  const [head = '', tail] = address.split('::');
  const left = head ? head.split(':') : [];
  const right = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<string>(zeros).fill('0'), ...right];
};

/** IPv4 as it is; IPv6 as its /64, because a household has that many addresses. Unknown: one shared name. */
const canonical = (address: string): string => {
  const plain = unmapped(address);
  if (!isIPv6(plain)) return isIP(plain) ? plain : 'unknown';
  const { address: normal } = new SocketAddress({ address: plain, family: 'ipv6' });
  return `${expand(normal).slice(0, 4).join(':')}::/64`;
};

/**
 * The client's network for limits. `X-Forwarded-For` is read from the right, and only as far as the hops are
 * proxies of ours; whatever a client wrote there itself is never believed.
 */
export const createClientAddress = (trustedProxyCidrs: readonly string[]) => {
  const trusted = new BlockList();
  for (const cidr of trustedProxyCidrs) {
    const [network = '', prefix] = cidr.split('/');
    const family = isIPv6(network) ? 'ipv6' : 'ipv4';
    trusted.addSubnet(network, Number(prefix ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  const isTrusted = (address: string) =>
    isIP(address) !== 0 && trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  return (req: IncomingMessage): string => {
    let address = unmapped(req.socket.remoteAddress ?? '');
    if (trustedProxyCidrs.length === 0 || !isTrusted(address)) return canonical(address);
    const hops = String(req.headers['x-forwarded-for'] ?? '')
      .split(',')
      .map((hop) => unmapped(hop.trim()));
    while (isTrusted(address) && hops.length > 0) address = hops.pop() as string;
    return canonical(address);
  };
};
