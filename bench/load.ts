import process from 'node:process';
import autocannon from 'autocannon';
import { generateSync } from 'otplib';
import { signedInitData } from './bot.ts';

/** One round of load, told by the parent process. */
export type Round = {
  url: string;
  seconds: number;
  connections: number;
  /**
   * Sign-ins of people drawn from `[firstId, firstId + people)`, or of new ones in turn; GET with a token; forms in
   * turn; or authenticator codes, each challenge once.
   */
  request:
    | { kind: 'login'; firstId: number; people: number; inTurn: boolean }
    | { kind: 'read'; tokens: readonly string[] }
    | { kind: 'form'; headers: Readonly<Record<string, string>>; forms: readonly string[] }
    | { kind: 'answer'; secret: string; challenges: readonly { id: string; token: string }[] };
};
export type RoundResult = { perSecond: number; p50Ms: number; p99Ms: number; failed: number; sent: number };

const bodies = function* (first: number, people: number, inTurn: boolean): Generator<string> {
  for (let n = 0; ; n += 1) {
    const id = first + (inTurn ? n : Math.floor(Math.random() * people));
    yield JSON.stringify({ initData: signedInitData(id) });
  }
};

const json = { 'content-type': 'application/json' };

/** A body with the code that is right now, made once a time step. */
const createCodeBody = (secret: string) => {
  let made = { step: 0, body: '' };
  return (): string => {
    const step = Math.floor(Date.now() / 30_000);
    if (made.step !== step) made = { step, body: JSON.stringify({ code: generateSync({ secret }) }) };
    return made.body;
  };
};

const run = async ({ url, seconds, connections, request }: Round): Promise<RoundResult> => {
  // Signed ahead, so that the round's processor time is the server's.
  const login =
    request.kind === 'login' ? bodies(request.firstId, request.people, request.inTurn) : undefined;
  const ahead = login ? Array.from({ length: seconds * 12_000 }, () => login.next().value as string) : [];
  const codeBody = request.kind === 'answer' ? createCodeBody(request.secret) : undefined;
  let sent = 0;
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: [
      {
        method: request.kind === 'read' ? 'GET' : 'POST',
        ...(request.kind === 'login' ? { headers: json } : {}),
        ...(request.kind === 'form'
          ? { headers: { ...request.headers, 'content-type': 'application/x-www-form-urlencoded' } }
          : {}),
        setupRequest: (req) => {
          sent += 1;
          if (request.kind === 'login')
            return { ...req, body: ahead[sent - 1] ?? (login?.next().value as string) };
          if (request.kind === 'answer') {
            const challenge = request.challenges[sent - 1];
            const path = `/v1/challenges/${challenge?.id}/answer`;
            const headers = { ...json, authorization: `Bearer ${challenge?.token}` };
            return { ...req, path, headers, body: codeBody?.() ?? '' };
          }
          if (request.kind === 'form') return { ...req, body: request.forms[sent % request.forms.length] };
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
