import { randomInt } from 'node:crypto';
import { createDpopKey, type DpopKey } from '../api/testing/index.ts';

export type Sent = {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
};
export type Answer = { status: number; code: string | undefined; body: Record<string, unknown> };

const maxRounds = 3;

/**
 * A mini app behind a load balancer that knows nothing of sessions: each request goes to whichever API is next. It keeps
 * the newest nonce, and repeats a request with a new one as the mini app does.
 */
export const createBalancedClient = async ({
  publicUrl,
  apis,
  openApp,
}: {
  publicUrl: string;
  apis: readonly { url: string }[];
  /** Opens the mini app once more: new init data of the same person. */
  openApp: () => string | Promise<string>;
}) => {
  const key: DpopKey = await createDpopKey();
  // Each person comes from a network of their own.
  const network = `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
  let next = randomInt(apis.length);
  let nonce: string | undefined;
  let accessToken: string | undefined;
  let newest: Sent | undefined;

  const send = async ({ method, path, headers, body }: Sent, api: { url: string }) => {
    const response = await fetch(api.url + path, { method, headers, ...(body ? { body } : {}) });
    nonce = response.headers.get('DPoP-Nonce') ?? nonce;
    const text = await response.text();
    const read = text ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: response.status, code: read.code as string | undefined, body: read };
  };

  const requestOf = async (method: string, path: string, body?: object): Promise<Sent> => ({
    method,
    path,
    headers: {
      'X-Forwarded-For': network,
      ...(body ? { 'Content-Type': 'application/json' } : {}),
      ...(accessToken ? { Authorization: `DPoP ${accessToken}` } : {}),
      DPoP: await key.proof({ method, url: publicUrl + path, nonce, accessToken }),
    },
    body: body && JSON.stringify(body),
  });

  /** One that takes no connection is left out, as a balancer does; a connection that breaks is the caller's failure. */
  const sendToNext = async (request: Sent) => {
    for (let tries = 1; ; tries += 1) {
      next = (next + 1) % apis.length;
      try {
        return await send(request, apis[next] as { url: string });
      } catch (error) {
        const { code } = ((error as Error).cause ?? {}) as { code?: string };
        if (code !== 'ECONNREFUSED' || tries === apis.length) throw error;
      }
    }
  };

  const call = async (method: string, path: string, body?: object): Promise<Answer> => {
    for (let round = 1; ; round += 1) {
      const request = await requestOf(method, path, body);
      const answer = await sendToNext(request);
      newest = request;
      if (answer.code !== 'use_dpop_nonce' || round === maxRounds) return answer;
    }
  };

  return {
    call,
    /** Sends exactly the same bytes again. */
    replay: (request: Sent, api: { url: string }) => send(request, api),
    /** A new proof for the same request, shown so many times at once, by turns to all. */
    race: async ({ method, path }: Sent, times: number) => {
      const request = await requestOf(method, path);
      return Promise.all(
        Array.from({ length: times }, (_, index) =>
          send(request, apis[index % apis.length] as { url: string }),
        ),
      );
    },
    /** What was sent last. */
    newest: () => newest as Sent,
    signIn: async (): Promise<Answer> => {
      accessToken = undefined;
      const answer = await call('POST', '/v1/sessions/telegram', {
        initData: await openApp(),
      });
      if (answer.status === 201) accessToken = answer.body.accessToken as string;
      return answer;
    },
  };
};
export type BalancedClient = Awaited<ReturnType<typeof createBalancedClient>>;
