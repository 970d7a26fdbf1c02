import { setTimeout as delay } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import type { Sql, Subscription } from '../ports/index.ts';
import { placeText } from './committer.ts';
import type { Names } from './names.ts';
import { selectBeyondSink } from './queries.ts';

type Assigned = Readonly<Record<string, readonly number[]>>;
export type FoundingOffset = { topic: string; partition: number; offset: string; metadata: string };

const without = (committed: Awaited<ReturnType<Admin['fetchOffsets']>>, topic: string) =>
  new Set(
    committed
      .filter((entry) => entry.topic === topic)
      .flatMap(({ partitions }) => partitions)
      .filter(({ offset }) => Number(offset) < 0)
      .map(({ partition }) => partition),
  );

const findOffsets = async (
  admin: Admin,
  sql: Sql,
  names: Names,
  { group, topics, from = 'earliest' }: Subscription,
  assigned: Assigned,
): Promise<FoundingOffset[]> => {
  const all = topics.map(names.topic);
  const committed = await admin.fetchOffsets({ groupId: names.group(group), topics: all });
  const missing = Object.entries(assigned).map(
    ([topic, partitions]) =>
      [topic, partitions.filter((partition) => without(committed, topic).has(partition))] as const,
  );
  if (missing.every(([, partitions]) => partitions.length === 0)) return [];
  // Before the ends are asked for: what is published after is past this place.
  const here = from === 'latest' ? placeText(await selectBeyondSink(sql, group, topics)) : '0.0';
  const founded = missing.map(async ([topic, partitions]) =>
    (await admin.fetchTopicOffsets(topic))
      .filter(({ partition }) => partitions.includes(partition))
      .map(({ partition, low, high }) => ({
        topic,
        partition,
        offset: from === 'latest' ? high : low,
        metadata: here,
      })),
  );
  return (await Promise.all(founded)).flat();
};

const [tryEveryMs, maxTries] = [100, 50];
const isPassing = (error: unknown) => (error as { retriable?: unknown }).retriable === true;

/**
 * Where a group begins in the assigned partitions that it never committed. Committed before the first event is handled:
 * else a member that dies then would leave its heir to begin at the end of that later day.
 */
export const foundingOffsets = async (...args: Parameters<typeof findOffsets>): Promise<FoundingOffset[]> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await findOffsets(...args);
    } catch (error) {
      // The leaders of a topic just created, or of a broker that restarts, are known a moment later.
      if (!isPassing(error) || tries === maxTries) throw error;
      await delay(tryEveryMs);
    }
  }
};
