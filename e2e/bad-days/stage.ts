import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ensureTopics } from '@atlas/shared/kafka';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@atlas/shared/postgres';
import { createLogger } from '@atlas/shared/process';
import { type Kafka, type Redis, startKafka, startRedis } from '@atlas/tooling/services';
import { createFolder } from '../atlas-process.ts';
import { createDesk, type Desk } from '../desk.ts';
import { type Member, startMember } from './member.ts';

/** Which processes run, and how many of each. */
export type Cast = Readonly<Partial<Record<'api' | 'relay' | 'notify', number>>>;

/** All of Atlas as processes on engines of its own, which no other test sees. */
export type Stage = AsyncDisposable & {
  desk: Desk;
  sandboxUrl: string;
  postgres: { url: string; stop(): Promise<void>; start(): Promise<void> };
  kafka: Kafka;
  redis: Redis;
  members: Record<'api' | 'relay' | 'notify', Member[]>;
  masterKey: string;
  /** 0, 1, 2 … for as long as the stage stands. */
  nextVisitor(): number;
  /** One more of the same. */
  join(name: 'api' | 'relay' | 'notify'): Promise<Member>;
};

/** `NAME=value` lines, as the sandbox prints them. */
const readVariables = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => /^[A-Z_]+=/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

const startRestartablePostgres = async (dataDirectory: string): Promise<Stage['postgres']> => {
  let running: EmbeddedPostgres = await startEmbeddedPostgres({ dataDirectory });
  const { url, port } = running;
  return {
    url,
    stop: () => running.stop(),
    start: async () => {
      running = await startEmbeddedPostgres({ dataDirectory, port });
    },
  };
};

/** Starts engines, desk and processes; some 5 s. */
export const createStage = async ({
  kafkaJars,
  cast = {},
  kafkaSettings = {},
}: {
  kafkaJars: string;
  cast?: Cast;
  kafkaSettings?: Record<string, string>;
}): Promise<Stage> => {
  await using setUp = new AsyncDisposableStack();
  const folder = setUp.use(await createFolder()).path;
  const [postgres, kafka, redis] = await Promise.all([
    startRestartablePostgres(join(folder, 'postgres')),
    startKafka({ directory: join(folder, 'kafka'), jars: kafkaJars, settings: kafkaSettings }),
    startRedis({ directory: join(folder, 'redis') }),
  ]);
  const engines = { postgres, kafka, redis };
  setUp.defer(async () => {
    await Promise.all(Object.values(engines).map((engine) => engine.stop()));
  });
  const sandbox = await startMember({
    name: 'sandbox',
    folder,
    env: (url) => ({ PUBLIC_URL: url, SANDBOX_STORAGE: ':memory:', SANDBOX_FLOOD_LIMITS: 'off' }),
  });
  setUp.defer(() => sandbox.stop());
  await ensureTopics({
    connection: { brokers: [kafka.brokers] },
    logger: createLogger({ process: 'stage', level: 'error' }),
  });

  const masterKey = randomBytes(32).toString('base64');
  const common = {
    DATABASE_URL: postgres.url,
    KAFKA_BROKERS: kafka.brokers,
    REDIS_URL: redis.url,
    ATLAS_MASTER_KEY: masterKey,
    RATE_LIMIT_FACTOR: '1000',
    TELEGRAM_MESSAGES_PER_SECOND: '1000',
    LOG_LEVEL: 'info',
    ...readVariables(sandbox.output()),
  };
  const begin = (name: 'api' | 'relay' | 'notify') =>
    startMember({ name, folder, env: (url) => ({ ...common, PUBLIC_URL: url }) });
  const joinAs = (stack: AsyncDisposableStack) => async (name: 'api' | 'relay' | 'notify') => {
    const member = await begin(name);
    stack.defer(() => member.stop());
    return member;
  };
  const start = (name: 'api' | 'relay' | 'notify') =>
    Promise.all(Array.from({ length: cast[name] ?? 1 }, () => joinAs(setUp)(name)));
  // One after the other: each migrates what is its own, and reads what the one before published.
  const members = { api: await start('api'), relay: await start('relay'), notify: await start('notify') };
  const all = setUp.move();
  let visitors = 0;
  return {
    desk: createDesk(sandbox.url),
    sandboxUrl: sandbox.url,
    postgres,
    kafka,
    redis,
    members,
    masterKey,
    nextVisitor: () => visitors++,
    join: joinAs(all),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
};
