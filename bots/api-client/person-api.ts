import { AtlasError, type ErrorCode, errorCodes } from '@atlas/shared/errors';
import type { Clock } from '@atlas/shared/ports';
import {
  acr,
  BackupCodes,
  Challenge,
  ChatSession,
  ConfirmedFactor,
  FactorEnrolment,
  FactorList,
  type IdentityPath,
  LinkedShop,
  type NewChatSession,
  RaisedSession,
  Recovery,
  ShopLink,
  ShopLinkPreview,
} from '@atlas/shared/wire';
import type { z } from 'zod';
import type { CallScope } from '../call-scope.ts';
import type { PersonApi } from '../dialogue/index.ts';
import { pathOf } from './identity-path.ts';
import type { ServiceTokens } from './service-token.ts';

/** A person's session in their chat, as it is kept (sealed) between two things they say. */
export type PersonSession = {
  accessToken: string;
  /** Unix times in milliseconds. */
  openedAt: number;
  acr: string;
  authTime: number;
};

type Deps = {
  apiUrl: string;
  /** Of scope `chats:act`. */
  tokens: ServiceTokens;
  clock: Clock;
  scope: CallScope;
  timeoutMs: number;
};

type Call = { method: 'GET' | 'POST' | 'DELETE'; path: string; body?: unknown };
type Sent = { status: number; body: unknown };

/** A session's proof is fresh for 300 s, and so is a factor given: what is nearly over is proved again. */
const proofSeconds = 270;

const isErrorCode = (code: unknown): code is ErrorCode => errorCodes.includes(code as ErrorCode);

/** The refusal, with what the person may act on. [RFC 9457] */
const refusalOf = ({ status, body }: Sent): AtlasError => {
  const { code, retryAfterSeconds, attemptsLeft } = (body ?? {}) as Record<string, unknown>;
  const cause = new Error(`the API answered ${status}`);
  if (!isErrorCode(code) || (status >= 500 && code !== 'shop_unavailable'))
    return new AtlasError('unavailable', { dependency: 'api' }, { cause });
  const details = {
    ...(typeof retryAfterSeconds === 'number' ? { retryAfterSeconds } : {}),
    ...(typeof attemptsLeft === 'number' ? { attemptsLeft } : {}),
  };
  return new AtlasError(code, details, { cause });
};

/** Everything a person can do by writing, with a session of their own: every rule is the API's. (docs/adr/0021) */
export const createPersonApis = ({ apiUrl, tokens, clock, scope, timeoutMs }: Deps) => {
  const send = async ({ method, path, body }: Call, headers: Record<string, string>): Promise<Sent> => {
    try {
      const response = await fetch(apiUrl + path, {
        method,
        headers: {
          Accept: 'application/json',
          traceparent: scope.traceparent(),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: scope.signal(timeoutMs),
        redirect: 'error',
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
    } catch (error) {
      throw new AtlasError('unavailable', { dependency: 'api' }, { cause: error });
    }
  };

  const openSession = async (
    identity: IdentityPath,
    body: NewChatSession,
  ): Promise<PersonSession & Pick<ChatSession, 'isNew'>> => {
    const call: Call = { method: 'POST', path: `${pathOf(identity)}/sessions`, body };
    const token = await tokens.get();
    let answer = await send(call, { Authorization: `Bearer ${token}` });
    if (answer.status === 401) {
      tokens.drop(token);
      answer = await send(call, { Authorization: `Bearer ${await tokens.get()}` });
    }
    if (answer.status >= 400) throw refusalOf(answer);
    const opened = ChatSession.parse(answer.body);
    return {
      accessToken: opened.accessToken,
      openedAt: clock().getTime(),
      acr: opened.acr,
      authTime: Date.parse(opened.authTime),
      isNew: opened.isNew,
    };
  };

  /**
   * The API for one thing that a person said.
   * @param said.key names what was said: whatever is asked for again under it is done once
   */
  return (
    identity: IdentityPath,
    said: { person: NewChatSession; key: string; session: PersonSession | null },
  ): PersonApi & { session(): PersonSession | null } => {
    let { session } = said;
    let calls = 0;

    const open = async () => {
      const { isNew, ...opened } = await openSession(identity, said.person);
      session = opened;
      return { isNew };
    };
    const current = async (): Promise<PersonSession> => {
      const isFresh = session && clock().getTime() - session.openedAt < proofSeconds * 1000;
      if (!isFresh) await open();
      return session as PersonSession;
    };
    const once = async (call: Call, key: string): Promise<Sent> => {
      const { accessToken } = await current();
      return send(call, {
        Authorization: `Bearer ${accessToken}`,
        'Atlas-Chat-Authorization': `Bearer ${await tokens.get()}`,
        ...(call.method === 'POST' ? { 'Idempotency-Key': key } : {}),
      });
    };
    /** A session that has ended is opened again: what the person says now proves them. */
    const call = async (asked: Call): Promise<unknown> => {
      const key = `${said.key}.${calls++}`;
      let answer = await once(asked, key);
      const { code } = (answer.body ?? {}) as { code?: unknown };
      if (code === 'invalid_token' || code === 'fresh_proof_required') {
        tokens.drop(await tokens.get());
        await open();
        answer = await once(asked, key);
      }
      if (answer.status >= 400) throw refusalOf(answer);
      return answer.body;
    };
    const get = async <T extends z.ZodType>(schema: T, path: string) =>
      schema.parse(await call({ method: 'GET', path }));
    const post = async <T extends z.ZodType>(schema: T, path: string, body?: unknown) =>
      schema.parse(await call({ method: 'POST', path, body }));
    const nothing = async (asked: Call) => void (await call(asked));
    const raised = <T extends RaisedSession>(answer: T): T => {
      const { accessToken, acr: level, authTime } = answer;
      session = { ...(session as PersonSession), accessToken, acr: level, authTime: Date.parse(authTime) };
      return answer;
    };

    return {
      session: () => session,
      register: open,
      isProved: async () => {
        const { acr: level, authTime } = await current();
        return level === acr.mfa && clock().getTime() - authTime < proofSeconds * 1000;
      },
      factors: () => get(FactorList, '/v1/factors'),
      enrol: (body) => post(FactorEnrolment, '/v1/factors', body),
      confirm: async (factorId, code) =>
        raised(await post(ConfirmedFactor, `/v1/factors/${factorId}/confirm`, { code })),
      removeFactor: (factorId) => nothing({ method: 'DELETE', path: `/v1/factors/${factorId}` }),
      challenge: (by) => post(Challenge, '/v1/challenges', by),
      resend: (challengeId) => post(Challenge, `/v1/challenges/${challengeId}/resend`),
      answer: async (challengeId, code) =>
        void raised(await post(RaisedSession, `/v1/challenges/${challengeId}/answer`, { code })),
      renewCodes: () => post(BackupCodes, '/v1/backup-codes'),
      confirmCodes: (code) => nothing({ method: 'POST', path: '/v1/backup-codes/confirm', body: { code } }),
      previewLink: (credentials) => post(ShopLinkPreview, '/v1/shop-link/preview', credentials),
      link: async (linkTicket) => raised(await post(LinkedShop, '/v1/shop-link', { linkTicket })),
      shopLink: async () => {
        try {
          return await get(ShopLink, '/v1/shop-link');
        } catch (error) {
          if (error instanceof AtlasError && error.code === 'shop_link_not_found') return null;
          throw error;
        }
      },
      unlink: () => nothing({ method: 'DELETE', path: '/v1/shop-link' }),
      recovery: async () => {
        try {
          return await get(Recovery, '/v1/recovery');
        } catch (error) {
          if (error instanceof AtlasError && error.code === 'recovery_not_found') return null;
          throw error;
        }
      },
      requestRecovery: () => post(Recovery, '/v1/recovery'),
      cancelRecovery: () => nothing({ method: 'DELETE', path: '/v1/recovery' }),
      completeRecovery: () => nothing({ method: 'POST', path: '/v1/recovery/complete' }),
    };
  };
};
export type PersonApis = ReturnType<typeof createPersonApis>;
