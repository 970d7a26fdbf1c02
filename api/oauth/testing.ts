import { createMemoryState } from '@atlas/shared/memory-state';
import { createTestClock, type Database } from '@atlas/shared/ports';
import { createLogger, createMetrics, listen } from '@atlas/shared/process';
import { createVault } from '@atlas/shared/sealing';
import { createTestDatabase } from '@atlas/shared/testing';
import express from 'express';
import { inject } from 'vitest';
import { createClient, createFindClient, type NewClient } from '../clients/index.ts';
import { createEventLog } from '../event-log/index.ts';
import { createProblemHandler, createRateLimits, createRequestObserver } from '../http/index.ts';
import { createKeyRing, jwksRouter, rotateKeys } from '../keys/index.ts';
import { createRevokeSessions } from '../sessions/index.ts';
import { createDpopNonces, createDpopVerifier, createEdgeTokens } from '../tokens/index.ts';
import { createOauth } from './index.ts';

export type TestTokenAnswer = { status: number; headers: Headers; body: Record<string, unknown> };

/** The token API on a real port with its own database, keys and clock. `wrapDatabase` can make PostgreSQL fail. */
export const startOauth = async ({
  wrapDatabase = (database: Database) => database,
  rateLimitFactor = 1000,
} = {}) => {
  const database = await createTestDatabase(inject('postgres'));
  const clock = createTestClock();
  const vault = createVault([Buffer.alloc(32, 7)]);
  const logs: string[] = [];
  const logger = createLogger({ process: 'test', level: 'debug' }, { write: (line) => void logs.push(line) });
  const keyRing = await createKeyRing({ database, vault, clock, logger });
  const app = express().disable('x-powered-by');
  const server = await listen((req, res) => app(req, res), { port: 0 });
  const url = `http://127.0.0.1:${server.port}`;
  const sharedState = createMemoryState({ clock });
  const nonces = createDpopNonces({
    key: vault.deriveKey('dpop-nonces'),
    caches: [sharedState.replays],
    clock,
  });
  const eventLog = createEventLog({ vault, clock, source: '/atlas/api', onCommitted: () => {} });
  const wrapped = wrapDatabase(database);
  const oauth = createOauth({
    database: wrapped,
    findClient: createFindClient({ database: wrapped, clock }),
    keyRing,
    issuer: url,
    clock,
    logger,
    rateLimits: createRateLimits(rateLimitFactor, sharedState),
    edgeTokens: createEdgeTokens({ keyRing, issuer: url, clock }),
    nonces,
    verifyDpop: createDpopVerifier({ publicUrl: url, nonces, clock }),
    revokeSessions: createRevokeSessions({ database, clock, eventLog }),
    hasShopLink: async () => false,
  });
  app.use(
    createRequestObserver({
      logger,
      metrics: createMetrics({ runtime: false }),
      clock,
      trustedProxyCidrs: [],
    }),
  );
  app.use(jwksRouter(keyRing)).use(oauth.router).use(createProblemHandler({ logger }));

  const post = async (
    parameters: Record<string, string> | [string, string][],
    headers: Record<string, string> = {},
  ) => {
    const response = await fetch(`${url}/oauth/token`, {
      method: 'POST',
      headers,
      body: new URLSearchParams(parameters),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: JSON.parse(text) } as TestTokenAnswer;
  };
  const basic = (clientId: string, secret: string) => ({
    Authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
  });

  return {
    url,
    database,
    clock,
    keyRing,
    logs,
    ...oauth,
    post,
    basic,
    createClient: (client: Partial<NewClient> = {}) =>
      createClient({ database, clock })({
        name: 'Orders',
        audiences: ['atlas-api'],
        scopes: ['identities:act'],
        ...client,
      }),
    token: async (
      { clientId, clientSecret }: { clientId: string; clientSecret: string },
      parameters = {},
    ) => {
      const answer = await post(
        { grant_type: 'client_credentials', ...parameters },
        basic(clientId, clientSecret),
      );
      return String(answer.body.access_token);
    },
    rotateKeys: async () => {
      await rotateKeys({ database, vault, clock });
      await keyRing.reload();
    },
    [Symbol.asyncDispose]: async () => {
      await server.close();
      keyRing.stop();
      await database[Symbol.asyncDispose]();
    },
  };
};
