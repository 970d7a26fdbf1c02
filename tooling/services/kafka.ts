import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';
import { restartable, type Service } from './restartable.ts';
import { ServiceError, startServerProcess } from './server-process.ts';

const run = promisify(execFile);

/** One node that is broker and controller; small, and quick to form a group. */
const settings = (port: number, controllerPort: number, dataDirectory: string): Record<string, string> => ({
  'process.roles': 'broker,controller',
  'node.id': '1',
  'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
  'controller.listener.names': 'CONTROLLER',
  listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
  'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
  'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
  'log.dirs': dataDirectory,
  'offsets.topic.replication.factor': '1',
  'offsets.topic.num.partitions': '3',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'transaction.state.log.num.partitions': '3',
  'share.coordinator.state.topic.replication.factor': '1',
  'share.coordinator.state.topic.min.isr': '1',
  'group.initial.rebalance.delay.ms': '0',
  'auto.create.topics.enable': 'false',
  // 128 MB of the heap otherwise.
  'log.cleaner.dedupe.buffer.size': String(8 * 1024 ** 2),
});

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** For a broker that lives for minutes: the first compiler alone takes a third off its start. */
const quickStart = async (jars: string): Promise<string[]> => [
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseSerialGC',
  ...((await exists(join(jars, 'classes.jsa')))
    ? [`-XX:SharedArchiveFile=${join(jars, 'classes.jsa')}`]
    : []),
  '-cp',
  join(jars, '*'),
];

/** Silent but for faults and the line that says it serves. */
const brokerOptions = [
  '-Xmx384m',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  '-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info',
];

const format = async (jars: string, configPath: string, options: readonly string[]): Promise<void> => {
  // Not beginning with a dash, which would read as an option.
  const clusterId = `A${randomBytes(16).toString('base64url').slice(1)}`;
  const tool = ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', configPath, ...options];
  await run('java', [...(await quickStart(jars)), ...tool]).catch(
    (error: { stderr?: string; message: string }) => {
      throw new ServiceError(
        `Kafka could not prepare its folder: ${error.stderr?.trim().split('\n').at(-1) || error.message}`,
      );
    },
  );
};

export type Kafka = Service & {
  /** `host:port`. */
  brokers: string;
};

/**
 * Starts one Kafka node on free ports of 127.0.0.1, some three seconds on a fresh folder.
 *
 * @throws ServiceError
 */
export const startKafka = async ({
  directory,
  jars,
  port: wantedPort,
  settings: wanted = {},
  formatOptions = [],
  javaOptions = [],
}: {
  /** Of this server alone; its data lies in `directory/data`. */
  directory: string;
  /** What `prepareKafka` returned. */
  jars: string;
  port?: number;
  /** Broker settings of one's own, over those here. */
  settings?: Record<string, string> | ((own: Readonly<Record<string, string>>) => Record<string, string>);
  /** For the tool that prepares the folder: first users, for instance. */
  formatOptions?: readonly string[];
  javaOptions?: readonly string[];
}): Promise<Kafka> => {
  const [port, controllerPort] = [wantedPort ?? (await freePort()), await freePort()];
  const configPath = join(directory, 'server.properties');
  const own = settings(port, controllerPort, join(directory, 'data'));
  const all: Record<string, string> = { ...own, ...(typeof wanted === 'function' ? wanted(own) : wanted) };
  await mkdir(directory, { recursive: true });
  await writeFile(
    configPath,
    Object.entries(all)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
  );
  if (!(await exists(join(String(all['log.dirs']), 'meta.properties'))))
    await format(jars, configPath, formatOptions);
  const options = [...(await quickStart(jars)), ...brokerOptions, ...javaOptions];
  const service = await restartable(() =>
    startServerProcess({
      name: 'Kafka',
      program: 'java',
      args: [...options, 'kafka.Kafka', configPath],
      directory,
      readyLine: 'Kafka Server started',
      withinMs: 60_000,
    }),
  );
  return { ...service, brokers: `127.0.0.1:${port}` };
};
