import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import { newTraceparent, publishTimeline, traceIdOf } from '@atlas/shared/trace';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { Changes } from '../control/changes.ts';
import type { Faults } from '../faults/faults.ts';
import type { InboxChange } from '../wire.ts';
import type { EmailStore, NewEmail } from './email-store.ts';

const maxBytes = 5 * 1024 * 1024;
const [slowMs, lateMs, silenceMs] = [3000, 5000, 60_000];

type Deps = {
  store: EmailStore;
  faults: Faults;
  clock: Clock;
  logger: Logger;
  changes: Changes<InboxChange>;
};

export type SmtpSink = {
  /** Listens on 127.0.0.1; 0 takes any free port. Resolves with the port. */
  listen(port: number): Promise<number>;
  stop(): Promise<void>;
};

/** A reply of the server. [RFC 5321 4.2, RFC 3463] */
const reply = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });

const readAll = async (stream: NodeJS.ReadableStream): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const parse = async (raw: Buffer): Promise<Omit<NewEmail, 'to' | 'receivedAtMs'>> => {
  const { from, subject = '', text = '', html, headers } = await PostalMime.parse(raw);
  const sender = from && 'address' in from && from.address ? from.address : '';
  return {
    from: from?.name ? `${from.name} <${sender}>` : sender,
    subject,
    text: text.replaceAll('\r\n', '\n'),
    html: html ?? null,
    headers: Object.fromEntries(headers.map(({ key, value }) => [key, value])),
  };
};

/** An SMTP server that takes every mail, for whomever, and shows it instead of sending it on. */
export const createSmtpSink = ({ store, faults, clock, logger, changes }: Deps): SmtpSink => {
  const stopping = new AbortController();
  const pause = (ms: number) => sleep(ms, undefined, { signal: stopping.signal });
  const running = new Set<Promise<unknown>>();

  const deliver = (mail: Omit<NewEmail, 'receivedAtMs'>) => {
    const message = store.add({ ...mail, receivedAtMs: clock().getTime() });
    changes.publish({ inbox: 'email', message });
    publishTimeline({
      correlationId: traceIdOf(mail.headers.traceparent ?? newTraceparent()),
      step: 'message',
      name: 'email → mailbox',
      status: 'delivered',
      id: message.id,
    });
  };

  /** What a mailbox that does not exist sends back. [RFC 3464] */
  const bounce = (mail: Omit<NewEmail, 'receivedAtMs'>) => {
    const sender = /<([^>]+)>/.exec(mail.from)?.[1] ?? mail.from;
    deliver({
      to: sender,
      from: 'Mail Delivery System <mailer-daemon@localhost>',
      subject: 'Undelivered Mail Returned to Sender',
      text: `550 5.1.1 <${mail.to}>: mailbox unavailable\n`,
      html: null,
      headers: { 'auto-submitted': 'auto-replied' },
    });
  };

  const carry = async (mail: Omit<NewEmail, 'to' | 'receivedAtMs'>, recipients: readonly string[]) => {
    const kind = faults.take('email', ['late', 'lost', 'duplicate', 'bounce'])?.kind;
    if (kind === 'lost') return;
    if (kind === 'late') await pause(lateMs);
    for (const to of recipients) {
      if (kind === 'bounce') bounce({ ...mail, to });
      else deliver({ ...mail, to });
      if (kind === 'duplicate') deliver({ ...mail, to });
    }
  };

  const take = async (raw: Buffer, session: SMTPServerSession): Promise<void> => {
    const mail = await parse(raw);
    const recipients = session.envelope.rcptTo.map(({ address }) => address);
    // Not waited for: a mail that comes late was taken all the same.
    const run = carry(mail, recipients)
      .catch(() => undefined)
      .finally(() => running.delete(run));
    running.add(run);
  };

  /** By the port they come from: the library gives a handler no way to cut its connection, as a network would. */
  const sockets = new Map<number, Socket>();
  const cut = ({ remotePort }: SMTPServerSession) => void sockets.get(remotePort)?.destroy();

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: maxBytes,
    banner: 'Atlas sandbox',
    logger: false,
    onAuth: (_auth, _session, done) => done(null, { user: 'anybody' }),
    onConnect: (_session, done) =>
      done(faults.take('email', ['down']) ? reply(421, '4.3.2 Service not available, try later') : null),
    onRcptTo: (_address, _session, done) => {
      const kind = faults.take('email', ['429', 'blocked'])?.kind;
      if (kind === '429') return done(reply(450, '4.7.1 Too many messages, try again later'));
      if (kind === 'blocked') return done(reply(550, '5.1.1 Mailbox unavailable'));
      done();
    },
    onData: (stream, session, done) => {
      const work = async () => {
        const raw = await readAll(stream);
        if (stream.sizeExceeded) throw reply(552, '5.3.4 Message too big');
        const kind = faults.take('email', ['error', 'timeout', 'drop', 'slow'])?.kind;
        if (kind === 'error') throw reply(451, '4.3.0 Local error in processing');
        if (kind === 'drop') return cut(session);
        if (kind === 'slow') await pause(slowMs);
        await take(raw, session);
        if (kind === 'timeout') {
          await pause(silenceMs);
          return cut(session);
        }
        done(null, '2.0.0 Taken');
      };
      work().catch((error: Error & { responseCode?: number }) => {
        if (stopping.signal.aborted) return;
        if (error.responseCode === undefined) logger.error({ error }, 'mail not taken');
        done(error.responseCode === undefined ? reply(451, '4.3.0 Local error') : error);
      });
    },
  });
  server.server.on('connection', (socket: Socket) => {
    const port = socket.remotePort ?? 0;
    sockets.set(port, socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(port));
  });
  server.on('error', (error) => logger.debug({ error }, 'SMTP connection failed'));

  return {
    listen: (port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
          server.off('error', reject);
          resolve((server.server.address() as AddressInfo).port);
        });
      }),
    stop: async () => {
      stopping.abort();
      for (const socket of sockets.values()) socket.destroy();
      await new Promise<void>((resolve) => {
        if (!server.server.listening) return resolve();
        server.close(() => resolve());
      });
      await Promise.all(running);
    },
  };
};
