import { randomUUIDv7 } from 'node:crypto';
import { createMemoryState } from '@atlas/shared/memory-state';
import { createLogger, createMetrics, listen } from '@atlas/shared/process';
import { acr } from '@atlas/shared/wire';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEventLog, lockAccount } from '../event-log/index.ts';
import { createKeyRing } from '../keys/index.ts';
import { createRaisedAnswer, createRaiseSession, type Proved } from '../sessions/index.ts';
import { startApi, type TestApi } from '../testing/index.ts';
import { createEdgeTokens } from '../tokens/index.ts';
import {
  createGuard,
  createProblemHandler,
  createRateLimits,
  createRequestObserver,
  mountRoutes,
} from './index.ts';
import { defineRoute, type Needs } from './route.ts';

const kinds = ['freshProof', 'stepUp', 'stepUpIfProtected', 'stepUpOnlyIfProtected'] as const;

/** Routes that only demand something, on the guard and database of a running API. */
const startProbe = async (api: TestApi) => {
  const { database, vault, clock, url } = api;
  const logger = createLogger({ process: 'test', level: 'silent' });
  const keyRing = await createKeyRing({ database, vault, clock, logger });
  const edgeTokens = createEdgeTokens({ keyRing, issuer: url, clock });
  const never = () => Promise.reject(new Error('not used here'));
  const guard = createGuard({ database, clock, edgeTokens, verifyDpop: never, verifyServiceToken: never });
  const app = express();
  app.use(
    createRequestObserver({
      logger,
      metrics: createMetrics({ runtime: false }),
      clock,
      trustedProxyCidrs: [],
    }),
  );
  const routes = kinds.map((needs) =>
    defineRoute({
      method: 'get',
      path: `/${needs}`,
      operationId: needs,
      summary: needs,
      tag: 'Probe',
      policy: 'session',
      needs,
      limit: 'byNetwork',
      answer: { status: 204, description: 'Let in.' },
      refusals: [],
      handle: () => Promise.resolve(),
    }),
  );
  mountRoutes(app, routes, { guard, rateLimits: createRateLimits(1000, createMemoryState({ clock })) });
  app.use(createProblemHandler({ logger }));
  const server = await listen(app, { port: 0 });

  const eventLog = createEventLog({ vault, clock, source: '/atlas/api', onCommitted: () => {} });
  const raiseSession = createRaiseSession({ clock, eventLog });
  const answer = createRaisedAnswer(edgeTokens);
  return {
    ask: async (needs: Needs, accessToken: string) => {
      const response = await fetch(`http://127.0.0.1:${server.port}/${needs}`, {
        headers: { Authorization: `Bearer ${accessToken}` },
      });
      const text = await response.text();
      const { code = 'in', ...problem } = text ? JSON.parse(text) : {};
      return { code, problem, authenticate: response.headers.get('WWW-Authenticate') };
    },
    raise: async (accountId: string, sessionId: string, proved: Proved) => {
      const context = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
      const claims = await database.transaction(async (tx) => {
        await lockAccount(tx, accountId);
        return raiseSession(tx, { accountId, sessionId, proved, context });
      });
      return answer(claims);
    },
    protect: (accountId: string) =>
      database.query({
        text: `insert into factors (id, account_id, kind, name, state, sealed_secret, last_step, created_at)
               values ($1, $2, 'totp', 'Authenticator', 'active', 'sealed', 0, $3)`,
        values: [randomUUIDv7(), accountId, clock()],
      }),
    stop: async () => {
      await server.close();
      keyRing.stop();
    },
  };
};

describe('what a route demands beyond a session', () => {
  let api: TestApi;
  let probe: Awaited<ReturnType<typeof startProbe>>;
  beforeAll(async () => {
    api = await startApi();
    probe = await startProbe(api);
  });
  afterAll(async () => {
    await probe.stop();
    await api[Symbol.asyncDispose]();
  });
  const codesOf = async (accessToken: string) =>
    Promise.all(kinds.map(async (needs) => (await probe.ask(needs, accessToken)).code));

  it('takes a fresh proof for 300 s, and no longer', async () => {
    const { accessToken } = await api.signIn(1);
    api.clock.advanceSeconds(298);
    expect(await codesOf(accessToken)).toEqual(['in', 'insufficient_user_authentication', 'in', 'in']);
    api.clock.advanceSeconds(3);
    expect(await codesOf(accessToken)).toEqual([
      'fresh_proof_required',
      'insufficient_user_authentication',
      'fresh_proof_required',
      'in',
    ]);
  });

  it('says what has to be proved, and how recently', async () => {
    const { accessToken } = await api.signIn(2);
    const { authenticate, problem } = await probe.ask('stepUp', accessToken);
    expect(authenticate).toBe(
      'DPoP error="insufficient_user_authentication", acr_values="urn:atlas:acr:mfa", max_age="300", algs="ES256", ' +
        'Bearer error="insufficient_user_authentication", acr_values="urn:atlas:acr:mfa", max_age="300"',
    );
    expect(problem).toMatchObject({ status: 401, acrValues: 'urn:atlas:acr:mfa', maxAge: 300 });
  });

  it('asks a protected account for its factor, however fresh the proof', async () => {
    const { accessToken, account } = await api.signIn(3);
    await probe.protect(account.id);
    expect(await codesOf(accessToken)).toEqual([
      'in',
      'insufficient_user_authentication',
      'insufficient_user_authentication',
      'insufficient_user_authentication',
    ]);
  });

  it('takes the new token of a raised session for 300 s, and its older ones for what they say', async () => {
    const { accessToken, account, session } = await api.signIn(4);
    await probe.protect(account.id);
    api.clock.advanceSeconds(301);
    const raised = await probe.raise(account.id, session.id, 'otp');
    expect(raised).toMatchObject({ acr: acr.mfa, amr: ['telegram', 'otp', 'mfa'], tokenType: 'Bearer' });
    expect(await codesOf(raised.accessToken)).toEqual(['in', 'in', 'in', 'in']);
    expect(await codesOf(accessToken)).toEqual([
      'fresh_proof_required',
      'insufficient_user_authentication',
      'insufficient_user_authentication',
      'insufficient_user_authentication',
    ]);
    api.clock.advanceSeconds(301);
    expect((await codesOf(raised.accessToken))[1]).toBe('insufficient_user_authentication');
  });

  it('does not take the shop password for a second factor', async () => {
    const { account, session } = await api.signIn(5);
    const { accessToken, ...raised } = await probe.raise(account.id, session.id, 'pwd');
    expect(raised).toMatchObject({ acr: acr.messenger, amr: ['telegram', 'pwd'] });
    expect((await probe.ask('stepUp', accessToken)).code).toBe('insufficient_user_authentication');
  });

  it('names what was proved twice once, and puts each on record', async () => {
    const { account, session } = await api.signIn(6);
    await probe.raise(account.id, session.id, 'sms');
    const { amr } = await probe.raise(account.id, session.id, 'sms');
    expect(amr).toEqual(['telegram', 'sms', 'mfa']);
    const raised = (await api.events()).filter(
      ({ type, subject }) => type === 'session.raised.v1' && subject === account.id,
    );
    expect(raised.map(({ data }) => data)).toEqual(
      Array(2).fill({ sessionId: session.id, proved: 'sms', amr: ['telegram', 'sms', 'mfa'], acr: acr.mfa }),
    );
  });

  it('raises no session that has ended', async () => {
    const { accessToken, account, session } = await api.signIn(7);
    await api.delete('/v1/sessions/current', { accessToken });
    await expect(probe.raise(account.id, session.id, 'otp')).rejects.toMatchObject({ code: 'invalid_token' });
    expect((await probe.ask('stepUp', accessToken)).code).toBe('invalid_token');
  });
});
