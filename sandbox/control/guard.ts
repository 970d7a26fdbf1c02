import type { RequestHandler } from 'express';
import { Refusal } from './refusal.ts';

const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && (address === '::1' || /^(::ffff:)?127\./.test(address));

const hostnameOf = (host: string | undefined): string | undefined => {
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return undefined;
  }
};

/**
 * The control API moves clocks and speaks for people, so only this machine may call it, and of its browsers only the
 * sandbox's own page: a page elsewhere is told by `Sec-Fetch-Site`, one that had its name pointed here (DNS
 * rebinding), like a mini app on a persona's origin, by `Host`.
 */
export const createControlGuard = (publicUrl: string): RequestHandler => {
  const hosts = new Set(['localhost', '127.0.0.1', '[::1]', new URL(publicUrl).hostname]);
  const sites = new Set([undefined, 'same-origin', 'none']);
  return (req, _res, next) => {
    const { host, 'sec-fetch-site': site } = req.headers;
    if (!isLoopback(req.socket.remoteAddress))
      throw new Refusal(403, 'forbidden', 'Only this machine may call.');
    if (!hosts.has(hostnameOf(host) ?? ''))
      throw new Refusal(403, 'forbidden', 'Call it by its own address.');
    if (!sites.has(site as string | undefined)) throw new Refusal(403, 'forbidden', 'Not from another site.');
    next();
  };
};
