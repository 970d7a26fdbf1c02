import process from 'node:process';
import autocannon from 'autocannon';
import { signedInitData } from './bot.ts';

/** One round of load, told by the parent process. */
export type Round = {
  url: string;
  seconds: number;
  connections: number;
  /** Sign-ins of people drawn from `[firstId, firstId + people)`, or of new ones in turn; else GET with a token. */
  request:
    | { kind: 'login'; firstId: number; people: number; inTurn: boolean }
    | { kind: 'read'; tokens: readonly string[] };
};
export type RoundResult = { perSecond: number; p50Ms: number; p99Ms: number; failed: number; sent: number };

const bodies = function* (first: number, people: number, inTurn: boolean): Generator<string> {
  for (let n = 0; ; n += 1) {
    const id = first + (inTurn ? n : Math.floor(Math.random() * people));
    yield JSON.stringify({ initData: signedInitData(id) });
  }
};

const run = async ({ url, seconds, connections, request }: Round): Promise<RoundResult> => {
  // Signed ahead, so that the round's processor time is the server's.
  const login =
    request.kind === 'login' ? bodies(request.firstId, request.people, request.inTurn) : undefined;
  const ahead = login ? Array.from({ length: seconds * 12_000 }, () => login.next().value as string) : [];
  let sent = 0;
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: [
      {
        method: request.kind === 'login' ? 'POST' : 'GET',
        ...(request.kind === 'login' ? { headers: { 'content-type': 'application/json' } } : {}),
        setupRequest: (req) => {
          sent += 1;
          if (request.kind === 'login')
            return { ...req, body: ahead[sent - 1] ?? (login?.next().value as string) };
          const token = request.tokens[sent % Math.max(1, request.tokens.length)];
          return token ? { ...req, headers: { authorization: `Bearer ${token}` } } : req;
        },
      },
    ],
  });
  return {
    perSecond: result['2xx'] / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failed: result.non2xx + result.errors + result.timeouts,
    sent,
  };
};

process.on('message', (round: Round) => {
  run(round).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    },
  );
});
