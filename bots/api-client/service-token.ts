import { AtlasError } from '@atlas/shared/errors';
import type { Clock } from '@atlas/shared/ports';
import { z } from 'zod';
import type { CallScope } from '../call-scope.ts';

export type ServiceTokens = {
  /** A token that is good for some time yet. @throws AtlasError `unavailable` */
  get(): Promise<string>;
  /** The API refused this one: the next `get` asks for another. */
  drop(token: string): void;
};

type Deps = {
  apiUrl: string;
  clientId: string;
  clientSecret: string;
  clock: Clock;
  scope: CallScope;
  timeoutMs: number;
  grantedScope: 'identities:act' | 'chats:act';
};

/** What the token is for. [RFC 8707] */
const resource = 'urn:atlas:service:atlas-api';
/** Renewed this long before it ends, so that it does not end on the way. */
const reserveSeconds = 30;

const TokenAnswer = z.object({ access_token: z.string(), expires_in: z.number().positive() });

/** client_secret_basic form-encodes both parts first. [RFC 6749, 2.3.1] */
const basic = (clientId: string, clientSecret: string): string => {
  const [id, secret] = [clientId, clientSecret].map((part) =>
    new URLSearchParams({ part }).toString().slice('part='.length),
  );
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
};

const unavailable = (cause?: unknown) => new AtlasError('unavailable', { dependency: 'api' }, { cause });

/** The bots' own token, by client credentials [RFC 6749, 4.4]: kept until shortly before it ends, asked for once at a time. */
export const createServiceTokens = ({
  apiUrl,
  clientId,
  clientSecret,
  clock,
  scope,
  timeoutMs,
  grantedScope,
}: Deps): ServiceTokens => {
  let held: { token: string; renewAt: number } | undefined;
  let asking: Promise<string> | undefined;

  const ask = async (): Promise<string> => {
    const response = await fetch(`${apiUrl}/oauth/token`, {
      method: 'POST',
      headers: {
        Authorization: basic(clientId, clientSecret),
        Accept: 'application/json',
        traceparent: scope.traceparent(),
      },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: grantedScope, resource }),
      signal: scope.signal(timeoutMs),
      redirect: 'error',
    }).catch((error: unknown) => Promise.reject(unavailable(error)));
    const answer = TokenAnswer.safeParse(await response.json().catch(() => null));
    if (!response.ok || !answer.success)
      throw unavailable(new Error(`token endpoint answered ${response.status}`));
    const { access_token: token, expires_in: expiresInSeconds } = answer.data;
    held = { token, renewAt: clock().getTime() + (expiresInSeconds - reserveSeconds) * 1000 };
    return token;
  };

  return {
    get: async () => {
      if (held && clock().getTime() < held.renewAt) return held.token;
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    drop: (token) => {
      if (held?.token === token) held = undefined;
    },
  };
};
