import { randomBytes, randomUUID } from 'node:crypto';
import { ensureTopics } from '@atlas/shared/kafka';
import { createLogger } from '@atlas/shared/process';
import { createTestDatabase } from '@atlas/shared/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { freePort } from './atlas-process.ts';
import { createBalancedClient } from './balanced-client.ts';
import { createDesk, type Desk } from './desk.ts';
import { allStarted, type ServiceProcess, startSandbox, startService } from './service-process.ts';

const publicUrl = 'http://atlas.localhost';
const welcome = /^Welcome, /;
const firstAchievement = /Welcome aboard/;
const wait = { timeout: 30_000, interval: 100 };

type Pair = readonly [ServiceProcess, ServiceProcess];

describe('two of every process on Kafka, Redis and PostgreSQL', () => {
  const stack = new AsyncDisposableStack();
  let desk: Desk;
  let apis: Pair;
  let bots: Pair;
  let relays: Pair;
  let notifiers: Pair;
  let counters: Pair;
  let awarders: Pair;

  beforeAll(async () => {
    const { kafkaBrokers, redisUrl } = inject('services');
    const database = stack.use(await createTestDatabase(inject('postgres')));
    const sandbox = stack.use(await startSandbox(await freePort()));
    desk = createDesk(sandbox.url);
    const prefix = `scaled-${randomUUID().slice(0, 8)}-`;
    const logger = createLogger({ process: 'test', level: 'silent' });
    await ensureTopics({ connection: { brokers: kafkaBrokers.split(','), prefix }, logger });
    const variables = {
      ...sandbox.variables,
      PUBLIC_URL: publicUrl,
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl,
      KAFKA_BROKERS: kafkaBrokers,
      KAFKA_PREFIX: prefix,
      ATLAS_MASTER_KEY: randomBytes(32).toString('base64'),
      BOTS_CLIENT_SECRET: randomBytes(32).toString('hex'),
      TELEGRAM_WEBHOOK_SECRET: randomBytes(32).toString('hex'),
      WHATSAPP_VERIFY_TOKEN: randomBytes(16).toString('hex'),
      TRUSTED_PROXY_CIDRS: '127.0.0.1/32',
    };
    const startPair = async (name: string, more: Record<string, string> = {}): Promise<Pair> => {
      const start = async () => stack.use(await startService(name, { ...variables, ...more }));
      return allStarted<Pair>([start(), start()]);
    };
    apis = await startPair('api');
    [bots, relays] = await allStarted<[Pair, Pair]>([
      startPair('bots', { API_URL: apis[0].url }),
      startPair('relay'),
    ]);
    [notifiers, counters, awarders] = await allStarted<[Pair, Pair, Pair]>([
      startPair('notify'),
      startPair('analytics'),
      startPair('gamification'),
    ]);
  });
  afterAll(() => stack.disposeAsync());

  const createVisitor = async (firstName: string) => {
    const { id } = await desk.createPerson({ firstName });
    const client = await createBalancedClient({ publicUrl, apis, openApp: () => desk.initData(id) });
    return { id, ...client };
  };
  /** How often each was sent what a sign-up brings: the welcome by notify, the first badge by way of gamification. */
  const newsOf = (ids: readonly number[]) =>
    Promise.all(
      ids.map(async (id) => [
        (await desk.fromBot(id, welcome)).length,
        (await desk.fromBot(id, firstAchievement)).length,
      ]),
    );

  it('every one of them is ready, and names what it stands on', async () => {
    const named = (pair: Pair) =>
      Promise.all(
        pair.map(async ({ url }) => {
          const { ready, dependencies } = (await (await fetch(`${url}/readyz`)).json()) as {
            ready: boolean;
            dependencies: object;
          };
          return `${ready ? 'ready' : 'not ready'}: ${Object.entries(dependencies).sort().join(' ')}`;
        }),
      );
    const isReady = (pair: Pair, on: string) =>
      expect.poll(() => named(pair), wait).toEqual([`ready: ${on}`, `ready: ${on}`]);
    await isReady(apis, 'postgres,ok redis,ok');
    for (const pair of [relays, notifiers, counters, awarders]) await isReady(pair, 'kafka,ok postgres,ok');
    for (const bot of await named(bots)) expect(bot).toMatch(/^ready: /);
  });

  it('a person signs in at either API, and is welcomed and given a badge once', async () => {
    const visitors = await Promise.all(['Ann', 'Ben', 'Cleo', 'Dan'].map(createVisitor));
    for (const visitor of visitors) {
      expect((await visitor.signIn()).status).toBe(201);
      // The token of one API is good at the other: the client goes to both by turns.
      expect((await visitor.call('GET', '/v1/account')).status).toBe(200);
      expect((await visitor.call('GET', '/v1/account')).status).toBe(200);
    }
    const ids = visitors.map(({ id }) => id);
    await expect.poll(() => newsOf(ids), wait).toEqual(Array(4).fill([1, 1]));
  });

  it('a proof that one API was shown is refused by the other', async () => {
    const visitor = await createVisitor('Eve');
    await visitor.signIn();
    const shown = visitor.newest();
    for (const api of apis) expect((await visitor.replay(shown, api)).code).toBe('dpop_invalid');
  });

  it('one person’s sign-ins are counted at both together', async () => {
    const visitor = await createVisitor('Fred');
    const statuses: number[] = [];
    for (let sign = 0; sign < 32; sign += 1) statuses.push((await visitor.signIn()).status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(30);
  });

  it('two bots answer a message once', async () => {
    const { id } = await desk.createPerson({ firstName: 'Gina' });
    await desk.say(id, '/start');
    await expect.poll(async () => (await desk.fromBot(id, /./)).length, wait).toBeGreaterThan(0);
    const answers = (await desk.fromBot(id, /./)).map(({ text }) => text);
    expect(new Set(answers).size).toBe(answers.length);
  });

  it('one of each is told to stop amid sign-ups: it drains, ends with 0, and everybody hears of it once', async () => {
    const acknowledged: number[] = [];
    let isOver = false;
    const signUp = async () => {
      while (!isOver) {
        const visitor = await createVisitor('Hana');
        // An API that ends closes idle connections; who has just sent something over one begins anew.
        const answer = await visitor.signIn().catch(() => visitor.signIn());
        expect(answer).toMatchObject({ status: 201 });
        acknowledged.push(visitor.id);
      }
    };
    const visitors = Promise.all([1, 2, 3].map(signUp));
    const untilMore = (count: number) => {
      const wanted = acknowledged.length + count;
      return expect.poll(() => acknowledged.length, wait).toBeGreaterThan(wanted);
    };
    await untilMore(10);
    const stopping = [relays[0], notifiers[0], counters[0], awarders[0], bots[1], apis[1]];
    const codes = Promise.all(stopping.map((each) => each.end('SIGTERM')));
    await untilMore(10);
    expect(await codes).toEqual([0, 0, 0, 0, 0, 0]);
    await untilMore(10);
    isOver = true;
    await visitors;
    await expect.poll(() => newsOf(acknowledged), wait).toEqual(acknowledged.map(() => [1, 1]));
  });
});
