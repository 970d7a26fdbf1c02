import type { Admin } from 'kafkajs';
import type { Place } from '../event-bus/index.ts';
import type { GroupLag, Sql } from '../ports/index.ts';
import { readPlace } from './cloud-event.ts';
import type { Names } from './names.ts';
import type { PartitionOf } from './partition.ts';
import { type LogBeyondSink, selectBeyondSink, selectEntries } from './queries.ts';

/** What a group has not finished of one partition. */
export type PartitionLag = {
  /** By the name that the catalogue has for it. */
  topic: string;
  partition: number;
  /** May fall below zero for the moment between a publication and the step of the relay's cursor after it. */
  events: number;
  /** Where the last event that the group finished stands in the log. */
  finished: Place;
};

type Lag = { partitions: PartitionLag[]; beyond: LogBeyondSink };

/**
 * What a group is behind, partition by partition, and what the log has beyond. The ends are those that the relay stored
 * with its cursor, so that an event is counted in the log or at the broker, never twice.
 */
export const readLag = async (admin: Admin, sql: Sql, names: Names, group: string): Promise<Lag> => {
  const groupId = names.group(group);
  // Which topics the group reads is what it has committed.
  const known = await admin.fetchOffsets({ groupId });
  const beyond = await selectBeyondSink(
    sql,
    group,
    known.map(({ topic }) => names.ownTopic(topic)),
  );
  const committed =
    known.length > 0 ? await admin.fetchOffsets({ groupId, topics: known.map(({ topic }) => topic) }) : [];
  const partitions = committed.flatMap((entry) =>
    entry.partitions
      .filter(({ offset }) => Number(offset) >= 0)
      .map(({ partition, offset, metadata }) => {
        const topic = names.ownTopic(entry.topic);
        const end = beyond.published[`${topic}/${partition}`] ?? Number(offset);
        const finished = readPlace(metadata ?? undefined) ?? { transactionId: '0', position: 0 };
        return { topic, partition, events: end - Number(offset), finished };
      }),
  );
  return { partitions, beyond };
};

const isBefore = (a: Place, b: Place): boolean =>
  BigInt(a.transactionId) < BigInt(b.transactionId) ||
  (a.transactionId === b.transactionId && a.position < b.position);

const pageSize = 1000;
const maxPages = 20;

/**
 * When the oldest event happened that the group has not finished: the first entry of the log past what it finished of
 * that entry's partition. Looks at 20,000 entries at the most and then answers with the last one seen.
 */
const oldestBehind = async (
  sql: Sql,
  lagging: readonly PartitionLag[],
  partitionOf: PartitionOf,
): Promise<Date | null> => {
  const finishedOf = new Map(
    lagging.map(({ topic, partition, finished }) => [`${topic}/${partition}`, finished]),
  );
  const topics = [...new Set(lagging.map(({ topic }) => topic))];
  let after = lagging.map(({ finished }) => finished).reduce((a, b) => (isBefore(a, b) ? a : b));
  let last: Date | null = null;
  for (let page = 0; page < maxPages; page += 1) {
    const entries = await selectEntries(sql, after, topics, pageSize);
    for (const entry of entries) {
      const finished = finishedOf.get(`${entry.topic}/${partitionOf(entry.subject)}`);
      if (finished && isBefore(finished, entry)) return entry.occurredAt;
      last = entry.occurredAt;
      after = entry;
    }
    if (entries.length < pageSize) break;
  }
  return last;
};

/** The group's lag as the port tells it. */
export const readGroupLag = async (
  admin: Admin,
  sql: Sql,
  names: Names,
  { group, now, partitionOf }: { group: string; now: Date; partitionOf: PartitionOf },
): Promise<GroupLag> => {
  const { partitions, beyond } = await readLag(admin, sql, names, group);
  const events = Math.max(partitions.reduce((sum, { events }) => sum + events, 0) + beyond.events, 0);
  const lagging = partitions.filter(({ events }) => events > 0);
  const oldest =
    events === 0
      ? null
      : lagging.length > 0
        ? await oldestBehind(sql, lagging, partitionOf)
        : beyond.oldestAt;
  const oldestSeconds = oldest ? Math.max((now.getTime() - oldest.getTime()) / 1000, 0) : 0;
  return { group, events, oldestSeconds, parked: beyond.parked };
};
