import type { Channel, ChannelMessage } from '@atlas/shared/ports';
import { createTransport } from 'nodemailer';
import { createLaneWatch } from '../lane-watch.ts';
import { emailOutcome } from './email-outcome.ts';

export type EmailChannelOptions = {
  /** `smtp://user:password@host:587` or `smtps://…`; without TLS only where the server is on this machine. */
  smtpUrl: string;
  /** `Name <address>` or an address. */
  from: string;
  /** How long connecting, and each step after it, may take (Default: 10000). */
  timeoutMs?: number;
};

/** `Name <address>` as an address object: a name is never pasted into a header. */
export const parseMailbox = (text: string): { name: string; address: string } => {
  const [, name, address] = /^\s*"?([^"<]*?)"?\s*<([^<>\s]+@[^<>\s]+)>\s*$/.exec(text) ?? [];
  return address ? { name: name ?? '', address } : { name: '', address: text.trim() };
};

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

const isLoopback = (smtpUrl: string): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(new URL(smtpUrl).hostname);

/** E-mail over SMTP, by nodemailer's pool. Text and HTML say the same; nothing is ever fetched or read from disk. */
export const createEmailChannel = ({ smtpUrl, from, timeoutMs = 10_000 }: EmailChannelOptions): Channel => {
  const mailbox = parseMailbox(from);
  const domain = domainOf(mailbox.address);
  const isLaneWide = createLaneWatch();
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 5,
    maxMessages: 100,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    // Codes and addresses go no way that can be read on the road.
    requireTLS: !isLoopback(smtpUrl),
  });

  const toMail = ({ deliveryId, address, subject, text, html, traceparent }: ChannelMessage) => ({
    from: mailbox,
    to: { name: '', address },
    subject: subject ?? '',
    text,
    ...(html ? { html } : {}),
    // The same for every try of a delivery, so that mailboxes can tell a copy.
    messageId: `<${deliveryId}@${domain}>`,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      Traceparent: traceparent,
    },
  });

  return {
    name: 'email',
    provider: new URL(smtpUrl).host,
    lane: `email:${domain}`,
    send: async (message) => {
      try {
        const { messageId } = await transport.sendMail(toMail(message));
        return { outcome: 'sent', providerMessageId: messageId };
      } catch (error) {
        return emailOutcome(error, () => isLaneWide(message.address));
      }
    },
    close: async () => transport.close(),
  };
};
