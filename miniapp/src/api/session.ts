import { OpenedSession, type RaisedSession } from '@atlas/shared/wire';
import { ApiError } from './api-error.ts';
import { readAnswer } from './read-answer.ts';
import { newTrace, type Trace } from './trace.ts';
import type { ApiRequest, Send } from './transport.ts';

/** How long before its end a token is renewed, in milliseconds: more than a slow request takes. */
const renewAheadMs = 30_000;

type Tokens = { accessToken: string; refreshToken: string; endsAt: number };
type Opened = { opened: OpenedSession; tokens: Tokens };

export type Session = {
  /** Signs in by the messenger's proof. @throws ApiError */
  open(trace?: Trace): Promise<OpenedSession>;
  /** Sends with the session's token, renewed when needed. @throws ApiError `session_ended` when no way is left */
  send(request: Omit<ApiRequest, 'accessToken'>): Promise<Response>;
  /** Goes on with the token of a session in which more was proved. */
  adopt(raised: Pick<RaisedSession, 'accessToken' | 'expiresIn'>): void;
  /** Goes on with what was proved in this session elsewhere meanwhile, as in the chat. @throws ApiError */
  renew(trace?: Trace): Promise<OpenedSession>;
  /** Forgets the tokens; the next `open` starts anew. */
  forget(): void;
};

/** How a session is opened: `/v1/sessions/telegram`, perhaps with a bot's id, and what that route takes. */
export type SessionOpening = { path: string; body: Readonly<Record<string, string>> };

type Deps = {
  send: Send;
  opening: SessionOpening;
  clock: () => number;
  /** Called each time an account comes back with new tokens. */
  onOpened?: (opened: OpenedSession) => void;
};

const isRefusal = (error: unknown): error is ApiError =>
  error instanceof ApiError &&
  error.status !== undefined &&
  error.status >= 400 &&
  error.status < 500 &&
  error.status !== 429;

/**
 * The session with the API. Tokens stay in memory. However many requests find the token spent, it is renewed once:
 * by the refresh token, and where that is refused by the messenger's proof, which is good for a day with this key.
 */
export const createSession = ({ send, opening, clock, onOpened }: Deps): Session => {
  let tokens: Tokens | null = null;
  let renewal: Promise<Opened> | null = null;

  const take = async (response: Response): Promise<Opened> => {
    const opened = await readAnswer(OpenedSession, response);
    const { accessToken, refreshToken, expiresIn } = opened;
    tokens = { accessToken, refreshToken, endsAt: clock() + expiresIn * 1000 };
    onOpened?.(opened);
    return { opened, tokens };
  };

  const openByProof = async (trace: Trace) =>
    take(await send({ method: 'POST', ...opening, isRepeatable: true, trace }));

  // A lost answer may be asked for again: the same key is handed the same successor for 30 s.
  const refresh = async (refreshToken: string, trace: Trace) =>
    take(
      await send({
        method: 'POST',
        path: '/v1/sessions/refresh',
        body: { refreshToken },
        isRepeatable: true,
        trace,
      }),
    );

  const renew = async (spent: Tokens | null, trace: Trace): Promise<Opened> => {
    try {
      if (spent) return await refresh(spent.refreshToken, trace);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
    try {
      return await openByProof(trace);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      tokens = null;
      throw new ApiError('session_ended', { status: error.status, requestId: error.requestId, cause: error });
    }
  };

  const renewTogether = (spent: Tokens | null, trace: Trace): Promise<Opened> => {
    renewal ??= renew(spent, trace).finally(() => {
      renewal = null;
    });
    return renewal;
  };

  const renewOnce = async (spent: Tokens | null, trace: Trace): Promise<Tokens> => {
    if (tokens && tokens !== spent) return tokens; // somebody else was faster
    return (await renewTogether(spent, trace)).tokens;
  };

  const usable = (trace: Trace): Promise<Tokens> => {
    const isFresh = tokens !== null && tokens.endsAt - clock() > renewAheadMs;
    return isFresh && tokens ? Promise.resolve(tokens) : renewOnce(tokens, trace);
  };

  return {
    open: async (trace = newTrace()) => (await openByProof(trace)).opened,
    send: async (request) => {
      const first = await usable(request.trace);
      try {
        return await send({ ...request, accessToken: first.accessToken });
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'invalid_token') throw error;
        const second = await renewOnce(first, request.trace);
        return send({ ...request, accessToken: second.accessToken });
      }
    },
    adopt: ({ accessToken, expiresIn }) => {
      if (tokens) tokens = { ...tokens, accessToken, endsAt: clock() + expiresIn * 1000 };
    },
    renew: async (trace = newTrace()) => (await renewTogether(tokens, trace)).opened,
    forget: () => {
      tokens = null;
    },
  };
};
