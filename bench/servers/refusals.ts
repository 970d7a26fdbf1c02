import process from 'node:process';
import { createHttpLegacyShop, ensureClient } from '@atlas/api';
import { createSandbox } from '@atlas/sandbox';
import { createTestClock, type Database } from '@atlas/shared/ports';
import { createDatabase } from '@atlas/shared/postgres';
import { createLogger, listen } from '@atlas/shared/process';
import { createVault } from '@atlas/shared/sealing';
import express from 'express';
import { startBenchApi } from '../api.ts';
import { signedInitData } from '../bot.ts';
import type { Times } from '../compare-times.ts';

/**
 * `refusals <url> <count>`: how long the refusals take that must not be told apart. Kinds in turn, in an order that
 * changes, so that what disturbs the machine disturbs all alike; one request at a time per lane.
 */
const [, , url = '', count = '300'] = process.argv;
const lanes = 6;
const perKind = Number(count);

const database = createDatabase({ url, applicationName: 'bench-refusals' });
const vault = createVault([Buffer.alloc(32, 1)]);
const clock = createTestClock();
const logger = createLogger({ process: 'bench', level: 'error' });

const desk = express();
const deskServer = await listen(desk, { port: 0 });
const deskUrl = `http://127.0.0.1:${deskServer.port}`;
const sandbox = createSandbox({ clock, logger, storagePath: ':memory:', publicUrl: deskUrl });
desk.use('/sandbox', sandbox.router);
const legacyShop = createHttpLegacyShop({ url: sandbox.legacyShop.url, key: sandbox.legacyShop.key });
const client = {
  clientId: 'bench',
  name: 'Bench',
  secret: 's'.repeat(43),
  audiences: ['atlas-api'],
  scopes: [],
};
await ensureClient({ database, clock }, client);
const { publicUrl, serve } = await startBenchApi({ database, vault, clock, logger, legacyShop });
serve();

const signIn = async (person: number): Promise<string> => {
  const response = await fetch(`${publicUrl}/v1/sessions/telegram`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ initData: signedInitData(70_000_000 + person) }),
  });
  return ((await response.json()) as { accessToken: string }).accessToken;
};
const tokens = await Promise.all(Array.from({ length: lanes }, (_, lane) => signIn(lane)));

type Ask = (lane: number) => Promise<Response>;
type Kind = { name: string; status: number; ask: Ask };

const preview =
  (login: string, password: string): Ask =>
  async (lane) =>
    fetch(`${publicUrl}/v1/shop-link/preview`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${tokens[lane]}` },
      body: JSON.stringify({ login, password }),
    });
const credentials =
  (clientId: string, secret: string): Ask =>
  () =>
    fetch(`${publicUrl}/oauth/token`, {
      method: 'POST',
      headers: { Authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });

/** Forgets earlier tries: their limits are not what is measured here. */
const forgetTries = (on: Database) => on.query({ text: 'delete from shop_link_tries' });

const measureKinds = async (kinds: readonly Kind[], before: () => Promise<unknown>): Promise<Times[]> => {
  const times = kinds.map(({ name }) => ({ name, timesMs: [] as number[] }));
  const one = async (lane: number, index: number, isCounted: boolean) => {
    await before();
    const { name, status, ask } = kinds[index] as Kind;
    const startedAtMs = performance.now();
    const response = await ask(lane);
    await response.arrayBuffer();
    const tookMs = performance.now() - startedAtMs;
    if (response.status !== status) throw new Error(`${name}: ${response.status} instead of ${status}`);
    if (isCounted) times[index]?.timesMs.push(tookMs);
  };
  const rounds = Math.ceil(perKind / lanes);
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      // The first rounds warm up.
      for (let round = -3; round < rounds; round += 1)
        for (let turn = 0; turn < kinds.length; turn += 1)
          await one(lane, (turn + round + lane + 3) % kinds.length, round >= 0);
    }),
  );
  return times;
};

const shop = await measureKinds(
  [
    { name: 'unknown login', status: 401, ask: preview('nobody@example.com', 'trail-runner-2019') },
    { name: 'wrong password', status: 401, ask: preview('anna@example.com', 'trail-runner-2020') },
    { name: 'locked account', status: 401, ask: preview('max.locked@example.com', 'too-many-returns') },
  ],
  () => forgetTries(database),
);
const clients = await measureKinds(
  [
    { name: 'unknown client', status: 401, ask: credentials('nobody', 's'.repeat(43)) },
    { name: 'wrong secret', status: 401, ask: credentials('bench', 'w'.repeat(43)) },
  ],
  async () => undefined,
);
process.send?.({ shop, clients });
