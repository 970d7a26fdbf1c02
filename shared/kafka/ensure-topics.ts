import { setTimeout as delay } from 'node:timers/promises';
import kafkajs, { type Admin } from 'kafkajs';
import type { Logger } from '../process/index.ts';
import { kafkaAway } from './admin.ts';
import { createKafka, type KafkaConnection } from './connection.ts';
import { createNames } from './names.ts';
import { replication, type TopicSettings, topics as table } from './topics.ts';

/** What was done to a topic; `partitions` is what it has. */
export type TopicOutcome = {
  topic: string;
  outcome: 'created' | 'adjusted' | 'as it should be';
  partitions: number;
};

const entriesOf = (config: Readonly<Record<string, string>>) =>
  Object.entries(config).map(([name, value]) => ({ name, value }));

const configType = kafkajs.ConfigResourceTypes.TOPIC;

const [lookEveryMs, maxLooks] = [50, 100];

/** As many copies as the table asks for, or as there are brokers; all but one of them hold what is acknowledged. */
const replicationFor = (brokers: number) => {
  const factor = Math.min(replication.factor, brokers);
  return { factor, minInSync: Math.max(1, Math.min(replication.minInSync, factor - 1)) };
};

const create = async (
  admin: Admin,
  named: ReadonlyMap<string, TopicSettings>,
  { factor, minInSync }: { factor: number; minInSync: number },
) => {
  const topics = [...named].map(([topic, { partitions, config }]) => ({
    topic,
    numPartitions: partitions,
    replicationFactor: factor,
    configEntries: entriesOf({ ...config, 'min.insync.replicas': String(minInSync) }),
  }));
  await admin.createTopics({ topics, waitForLeaders: false });
};

/** Asked of the leaders, who know a topic just created a moment later. */
const partitionsOf = async (admin: Admin, name: string): Promise<number> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return (await admin.fetchTopicOffsets(name)).length;
    } catch (error) {
      if (tries === maxLooks) throw error;
      await delay(lookEveryMs);
    }
  }
};

/** True when something had to change. */
const adjust = async (
  admin: Admin,
  name: string,
  config: Readonly<Record<string, string>>,
): Promise<boolean> => {
  const { resources } = await admin.describeConfigs({
    resources: [{ type: configType, name }],
    includeSynonyms: false,
  });
  const entries = resources[0]?.configEntries ?? [];
  const current = new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
  if (Object.entries(config).every(([key, value]) => current.get(key) === value)) return false;
  // An alteration replaces all that the topic had of its own: what an operator added stays.
  const own = entries.filter(({ isDefault, readOnly }) => !isDefault && !readOnly);
  const kept = Object.fromEntries(own.map(({ configName, configValue }) => [configName, configValue]));
  const configEntries = entriesOf({ ...kept, ...config });
  await admin.alterConfigs({ validateOnly: false, resources: [{ type: configType, name, configEntries }] });
  return true;
};

/**
 * Creates the topics of the catalogue, or sets those that are there as the table has it. Idempotent. Never changes how
 * many partitions a topic has: that would send accounts to other ones and end their order.
 *
 * @throws AtlasError `unavailable` · Error when a topic is there with another number of partitions.
 */
export const ensureTopics = async ({
  connection,
  logger,
  topics = table,
}: {
  connection: KafkaConnection;
  logger: Logger;
  topics?: readonly TopicSettings[];
}): Promise<TopicOutcome[]> => {
  const admin = createKafka(connection, { logger }).admin();
  const names = createNames(connection.prefix);
  const named = new Map(topics.map((settings) => [names.topic(settings.name), settings]));
  const outcomes: TopicOutcome[] = [];
  try {
    await admin.connect();
    const copies = replicationFor((await admin.describeCluster()).brokers.length);
    const there = new Set(await admin.listTopics());
    const missing = new Map([...named].filter(([name]) => !there.has(name)));
    if (missing.size > 0) await create(admin, missing, copies);
    for (const [topic, { config }] of named) {
      const partitions = await partitionsOf(admin, topic);
      const wanted = { ...config, 'min.insync.replicas': String(copies.minInSync) };
      const isAdjusted = !missing.has(topic) && (await adjust(admin, topic, wanted));
      const outcome = missing.has(topic) ? 'created' : isAdjusted ? 'adjusted' : 'as it should be';
      outcomes.push({ topic, partitions, outcome });
    }
  } catch (error) {
    throw kafkaAway(error);
  } finally {
    await admin.disconnect().catch(() => {});
  }
  const odd = outcomes.find(({ topic, partitions }) => named.get(topic)?.partitions !== partitions);
  if (odd)
    throw new Error(
      `${odd.topic} has ${odd.partitions} partitions; others than the table's would end the order`,
    );
  return outcomes;
};
