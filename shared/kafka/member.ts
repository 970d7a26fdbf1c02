import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import type { Database, Subscription } from '../ports/index.ts';
import type { Logger } from '../process/index.ts';
import { kafkaAway, type LazyAdmin } from './admin.ts';
import { createCommitter } from './committer.ts';
import { retry } from './connection.ts';
import { foundingOffsets } from './found.ts';
import type { HandleChunk } from './handle-chunk.ts';
import { whileBeating } from './heartbeat.ts';
import type { Names } from './names.ts';

export type MemberTimes = {
  /** How long a member may be silent before the group gives its partitions to others (Default: 30 s). */
  sessionTimeoutMs?: number;
  /** How long the group waits for a busy member when it shares out its partitions anew (Default: 10 s). */
  rebalanceTimeoutMs?: number;
};

type Deps = MemberTimes & {
  createClient: () => Kafka;
  admin: LazyAdmin;
  database: Database;
  names: Names;
  handleChunk: HandleChunk;
  logger: Logger;
  /** Called each time the group shared out its partitions. */
  onJoin: () => void;
};

export type Member = { stop(): Promise<void> };

/** How long an idle fetch waits at the broker; an idle member hears of a rebalance after it. */
const idleFetchMs = 1000;
const heartbeatIntervalMs = 1000;
const concurrentPartitions = 3;
const drainMs = 10_000;
const maxRebuildMs = 5000;

const chunksOf = (messages: readonly KafkaMessage[], size: number): KafkaMessage[][] =>
  Array.from({ length: Math.ceil(messages.length / size) }, (_, index) =>
    messages.slice(index * size, (index + 1) * size),
  );

/** One consumer of the client library, from its join to its end. */
type Session = {
  consumer: Consumer;
  /** The first join is done and its offsets stand; rejects when it could not be. */
  joined: Promise<void>;
  /** The consumer gave up. */
  crashed: Promise<Error>;
};

/**
 * A member of a consumer group. The client's consumer is rebuilt whenever it gives up, for as long as the member is
 * meant to live; a batch is committed after its handler is done with it, never before.
 */
export const startMember = async (
  subscription: Subscription,
  {
    createClient,
    admin,
    database,
    names,
    handleChunk,
    logger,
    onJoin,
    sessionTimeoutMs = 30_000,
    rebalanceTimeoutMs = 10_000,
  }: Deps,
): Promise<Member> => {
  const { group, topics, batchSize = 500, from = 'earliest' } = subscription;
  const stopping = new AbortController();

  const open = async (): Promise<Session> => {
    // A client of its own: those of one client share what they know of a group's offsets.
    const consumer = createClient().consumer({
      groupId: names.group(group),
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: rebalanceTimeoutMs,
      heartbeatInterval: heartbeatIntervalMs,
      maxWaitTimeInMs: idleFetchMs,
      allowAutoTopicCreation: false,
      // Nothing but a rebuilt consumer: the client would start again only after some errors.
      retry: { ...retry, restartOnFailure: async () => false },
    });
    const committer = createCommitter();
    const running = Promise.withResolvers<void>();
    const joined = Promise.withResolvers<void>();
    const crashed = Promise.withResolvers<Error>();
    let generation = 0;
    let founded: Promise<void> = Promise.resolve();

    const found = async (assigned: Record<string, number[]>): Promise<void> => {
      const offsets = await admin.use((client) =>
        foundingOffsets(client, database, names, subscription, assigned),
      );
      // Before it runs the client would drop them without a word.
      await running.promise;
      if (offsets.length > 0) await consumer.commitOffsets(offsets);
    };

    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      generation += 1;
      committer.forget();
      handleChunk.forget();
      onJoin();
      founded = found(payload.memberAssignment);
      founded.then(joined.resolve, joined.reject);
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      crashed.resolve(payload.error);
      joined.reject(payload.error);
    });
    joined.promise.catch(() => {});

    const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
      const { batch, resolveOffset, heartbeat, isRunning, isStale } = payload;
      const commit = payload.commitOffsetsIfNecessary;
      const mine = generation;
      const isMine = () => isRunning() && !isStale() && mine === generation && !stopping.signal.aborted;
      await founded;
      for (const chunk of chunksOf(batch.messages, batchSize)) {
        if (!isMine()) break;
        const work = (signal: AbortSignal) => handleChunk(batch.topic, chunk, signal);
        const { result: done, interrupted } = await whileBeating(heartbeat, stopping.signal, work);
        if (done && mine === generation) {
          resolveOffset(done.offset);
          committer.finished({ topic: batch.topic, partition: batch.partition, ...done }, commit);
        }
        if (interrupted) {
          await committer.flush();
          throw interrupted;
        }
        if (done?.offset !== chunk.at(-1)?.offset) break;
        await heartbeat();
      }
      if (!isMine()) await committer.flush();
    };

    try {
      await consumer.connect();
      await consumer.subscribe({ topics: topics.map(names.topic), fromBeginning: from === 'earliest' });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: concurrentPartitions,
        eachBatch,
      });
      running.resolve();
    } catch (error) {
      await consumer.disconnect().catch(() => {});
      throw kafkaAway(error);
    }
    return { consumer, joined: joined.promise, crashed: crashed.promise };
  };

  const join = async (): Promise<Session> => {
    const session = await open();
    try {
      await session.joined;
      return session;
    } catch (error) {
      await session.consumer.disconnect().catch(() => {});
      throw kafkaAway(error);
    }
  };

  let session: Session | undefined = await join();

  const wanted = async (): Promise<void> => {
    const stopped = new Promise<undefined>((resolve) =>
      stopping.signal.addEventListener('abort', () => resolve(undefined), { once: true }),
    );
    let failures = 0;
    while (!stopping.signal.aborted) {
      const error = session ? await Promise.race([session.crashed, stopped]) : undefined;
      if (stopping.signal.aborted) return;
      if (error) logger.warn({ group, error }, 'the Kafka consumer gave up, it is rebuilt');
      await session?.consumer.disconnect().catch(() => {});
      session = undefined;
      const pauseMs = Math.min(200 * 2 ** failures, maxRebuildMs) * (0.8 + Math.random() * 0.4);
      await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      session = await join().catch(() => undefined);
      failures = session ? 0 : failures + 1;
      if (session) logger.info({ group }, 'the Kafka consumer is back');
    }
  };
  const supervising = wanted();

  return {
    stop: async () => {
      stopping.abort();
      await supervising;
      const leaving = session?.consumer.disconnect().catch(() => {});
      await Promise.race([leaving, delay(drainMs, undefined, { ref: false })]);
    },
  };
};
