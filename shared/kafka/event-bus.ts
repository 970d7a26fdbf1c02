import { AtlasError } from '../errors/index.ts';
import {
  createDecode,
  createEventAge,
  createLogHint,
  createReplayParked,
  selectParked,
  startReplayRequests,
} from '../event-bus/index.ts';
import type { Clock, Database, EventBus, EventHandler } from '../ports/index.ts';
import type { Logger, Metrics } from '../process/index.ts';
import type { Vault } from '../sealing/index.ts';
import { createLazyAdmin } from './admin.ts';
import { createKafka, type KafkaConnection } from './connection.ts';
import { createHandleChunk } from './handle-chunk.ts';
import { readGroupLag, readLag } from './lag.ts';
import { type Member, type MemberTimes, startMember } from './member.ts';
import { createNames } from './names.ts';
import { createPartitionOf } from './partition.ts';
import { selectFloor } from './queries.ts';

export type KafkaEventBusDeps = MemberTimes & {
  connection: KafkaConnection;
  /** Where events that can't be handled are parked, and the log that they are replayed from. */
  database: Database;
  /** Opens the log's personal fields when parked events are replayed. */
  vault: Vault;
  clock: Clock;
  logger: Logger;
  metrics?: Metrics;
};

/**
 * Kafka as the bus: the relay publishes the log, the members of a group share its partitions. Topics come from
 * `ensureTopics`. Parked events stay in PostgreSQL, as with the embedded bus, so that their replay is the same.
 *
 * `subscribe`, `lag`: @throws AtlasError `unavailable` while Kafka is away.
 */
export const createKafkaEventBus = ({
  connection,
  database,
  vault,
  clock,
  logger,
  metrics,
  ...times
}: KafkaEventBusDeps): EventBus => {
  const createClient = () => createKafka(connection, { logger });
  const names = createNames(connection.prefix);
  const admin = createLazyAdmin(createClient());
  const hint = createLogHint({ database });
  const partitionOf = createPartitionOf();
  const replay = createReplayParked({ database, decode: createDecode({ vault }), clock });
  const observeAgeOf = createEventAge(metrics);
  const members = new Map<Member, { group: string; handle: EventHandler; stop(): Promise<void> }>();

  const rebalances = metrics?.counter('atlas_rebalance_total', 'Times a group shared out its partitions.', [
    'group',
  ]);
  metrics?.gauge(
    'atlas_consumer_lag',
    'Published events that the group has not finished.',
    ['group', 'topic', 'partition'],
    async (gauge) => {
      gauge.reset();
      for (const group of new Set([...members.values()].map((member) => member.group))) {
        const lag = await admin.use((client) => readLag(client, database, names, group)).catch(() => null);
        for (const { topic, partition, events } of lag?.partitions ?? [])
          gauge.set({ group, topic, partition: String(partition) }, Math.max(events, 0));
      }
    },
  );

  return {
    subscribe: async (subscription) => {
      const { group, handle } = subscription;
      const moved = await selectFloor(database, group);
      const floor = moved ?? { transactionId: '0', position: 0 };
      const observeAge = observeAgeOf(group);
      const handleChunk = createHandleChunk({ group, handle, database, clock, logger, observeAge, floor });
      const onJoin = () => rebalances?.inc({ group });
      const deps = { createClient, admin, database, names, handleChunk, logger, onJoin, ...times };
      // A group that comes from the embedded bus goes on where it stood, whatever it asked for when it was new.
      const member = await startMember(moved ? { ...subscription, from: 'earliest' } : subscription, deps);
      const requests = startReplayRequests({
        group,
        database,
        replay: (key) => replay({ group, key, handle }),
        logger,
      });
      const stop = async () => {
        await Promise.all([requests.stop(), member.stop()]);
        members.delete(member);
      };
      members.set(member, { group, handle, stop });
      return { stop };
    },
    lag: (group) =>
      admin.use((client) => readGroupLag(client, database, names, { group, now: clock(), partitionOf })),
    parked: (group) => selectParked(database, group),
    replayParked: async (group, key) => {
      const member = [...members.values()].find((candidate) => candidate.group === group);
      if (!member)
        throw new AtlasError('not_found', { hint: `no member of the consumer group ${group} lives here` });
      return replay({ group, key, handle: member.handle });
    },
    wake: hint.give,
    close: async () => {
      await Promise.all([...members.values()].map((member) => member.stop()));
      await admin.close();
      await hint.settled();
    },
  };
};
