import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { ProviderMood } from '@atlas/shared/ports/channel.contract';

/** Replies that a mood gives instead of the good one, by the command they answer. [RFC 5321 4.2.3, RFC 3463] */
const replies: Partial<Record<ProviderMood, Readonly<Record<string, string>>>> = {
  gone: { RCPT: '550 5.1.1 No such mailbox' },
  rejects: { '.': '554 5.7.1 Message refused' },
  rate_limited: { RCPT: '450 4.7.1 Too many messages, try again later' },
  failing: { '.': '451 4.3.0 Local error in processing' },
  garbled: { '.': '<html>Bad Gateway</html>' },
};

export type TakenMail = { to: string; raw: string };

type Session = { to: string; lines: string[]; isData: boolean };

/** An SMTP server of its own port, as small as one can be, that can be in any mood. [RFC 5321] */
export const startSmtpServer = async () => {
  const taken: TakenMail[] = [];
  const sockets = new Set<Socket>();
  let mood: ProviderMood = 'well';
  let submissions = 0;

  const end = (socket: Socket, session: Session) => {
    submissions += 1;
    if (mood === 'cut') return void socket.destroy();
    if (mood === 'silent') return;
    const reply = replies[mood]?.['.'];
    if (!reply) taken.push({ to: session.to, raw: session.lines.join('\r\n') });
    socket.write(`${reply ?? '250 2.0.0 Taken'}\r\n`);
  };

  const obey = (socket: Socket, session: Session, line: string) => {
    if (session.isData) {
      if (line !== '.') return void session.lines.push(line.replace(/^\./, ''));
      session.isData = false;
      return end(socket, session);
    }
    const command = line.slice(0, 4).toUpperCase();
    const refusal = replies[mood]?.[command];
    if (refusal) return void socket.write(`${refusal}\r\n`);
    if (command === 'RCPT') session.to = /<([^>]*)>/.exec(line)?.[1] ?? '';
    if (command === 'DATA') Object.assign(session, { isData: true, lines: [] });
    const good: Record<string, string> = {
      EHLO: '250 sink',
      STAR: '502 5.5.1 No TLS here',
      DATA: '354 Go ahead',
      QUIT: '221 Bye',
    };
    socket.write(`${good[command] ?? '250 2.0.0 Fine'}\r\n`);
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    const session: Session = { to: '', lines: [], isData: false };
    let rest = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      const lines = (rest + chunk).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) obey(socket, session, line);
    });
    socket.write('220 sink ESMTP\r\n');
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const shut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    taken,
    submissions: () => submissions,
    setMood: async (next: ProviderMood) => {
      mood = next;
      if (mood === 'away') await shut();
      else if (!server.listening) await listen(port);
    },
    [Symbol.asyncDispose]: shut,
  };
};
export type SmtpServer = Awaited<ReturnType<typeof startSmtpServer>>;
